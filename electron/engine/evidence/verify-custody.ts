/** L4: the custody log is continuous, its bodies are those it commits to, its anchors hold, and the package's files say what it says. */
import { formatInstant } from '../../../shared/base/instant.ts';
import { Agreement } from '../../../shared/evidence/agreement.ts';
import { bodyMatches, type CustodyBody, CustodyChain, type CustodyHeader } from '../../../shared/evidence/custody.ts';
import { CustodyFacts, type EntryHead, isBetween, isOfFiles } from '../../../shared/evidence/custody-facts.ts';
import { isObject, parseCanonical } from '../../../shared/evidence/json.ts';
import type { LevelCheck } from '../../../shared/evidence/verdict.ts';
import { nodeHashing } from './hashing.ts';
import type { CheckedSeal } from './verify-seals.ts';

const LOG = 'data/custody/log.jsonl';
const BODIES = 'data/custody/bodies.jsonl';
const LAST_TIME = '9999-12-31T23:59:59.999999Z';
/** No case comes near it; it bounds the memory that a hostile log can take. */
const MOST_STATEMENTS = 1_000_000;

/** Where an older package's log ended. */
export interface Anchor {
  readonly name: string;
  readonly caseId: string;
  readonly entries: number;
  readonly head: string;
}

export class CustodyCheck {
  readonly #l4: LevelCheck;
  readonly #anchor: Anchor | undefined;
  readonly #useless: string | undefined;
  readonly chain = new CustodyChain(nodeHashing);
  /** The commitment of each entry's body, 32 bytes each. */
  #commitments = Buffer.alloc(32 * 256);
  #bodies = 0;
  #bodyFault = false;
  #atAnchor: string | undefined;
  /** The entries whose bodies speak of files, by number. */
  readonly #heads = new Map<number, EntryHead>();
  #tooMany = false;
  #lastTs = '';
  readonly #facts = new CustodyFacts(nodeHashing);
  readonly agreement = new Agreement(nodeHashing, this.#facts);

  /** `anchor`: an older package's, or why the one that was given is none. */
  constructor(l4: LevelCheck, anchor: Anchor | string | undefined) {
    this.#l4 = l4;
    this.#anchor = typeof anchor === 'string' ? undefined : anchor;
    this.#useless = typeof anchor === 'string' ? anchor : undefined;
  }

  line(text: string | undefined, number: number): void {
    if (this.chain.broken) return;
    const result = this.chain.add(text ?? '');
    if (result === undefined) return;
    if (!('header' in result) || result.header === undefined) {
      this.#l4.problem(`E_CHAIN_BROKEN@${number}`, LOG, result.text);
      return;
    }
    const at = 32 * (number - 1);
    if (at + 32 > this.#commitments.length) this.#commitments = Buffer.concat([this.#commitments, Buffer.alloc(this.#commitments.length)]);
    this.#commitments.write(result.header.body, at, 'hex');
    if (isOfFiles(result.header.action)) this.#keep(result.header);
    this.#lastTs = result.header.ts;
    if (number === this.#anchor?.entries) this.#atAnchor = this.chain.head;
  }

  #keep({ seq, case: id, ts, actor, action, subjects }: CustodyHeader): void {
    if (this.#heads.size >= MOST_STATEMENTS) this.#tooMany = true;
    else this.#heads.set(seq, { seq, case: id, ts, after: this.#lastTs <= ts ? this.#lastTs : undefined, actor, action, subjects });
  }

  /** Each in its order, after the last line of the log. */
  body(text: string | undefined, number: number): void {
    this.#bodies = number;
    if (this.#bodyFault || number > this.chain.entries) return;
    const value = text === undefined ? undefined : parseCanonical(text)?.value;
    const commitment = this.#commitments.toString('hex', 32 * (number - 1), 32 * number);
    const sound =
      isObject(value) &&
      Object.keys(value).join() === 'body,salt,seq' &&
      value.seq === number &&
      typeof value.salt === 'string' &&
      bodyMatches(nodeHashing, { body: commitment } as CustodyHeader, value as unknown as CustodyBody);
    if (sound) {
      const head = this.#heads.get(number);
      if (head !== undefined) this.#facts.add(head, value.body);
      if (number === this.chain.entries) this.#facts.end();
      return;
    }
    this.#bodyFault = true;
    this.#l4.problem(`E_CHAIN_BROKEN@${number}`, BODIES, `the particulars of entry ${number} are not those that the log commits to`);
  }

  finish(seals: readonly CheckedSeal[]): void {
    const { chain } = this;
    if (chain.entries === 0 && !chain.broken) this.#l4.problem('E_CHAIN_TRUNCATED', LOG, 'the log is empty or not here');
    if (!chain.broken && !this.#bodyFault && this.#bodies !== chain.entries) {
      const number = Math.min(this.#bodies, chain.entries) + 1;
      this.#l4.problem(`E_CHAIN_BROKEN@${number}`, BODIES, `the log has ${chain.entries} entries, and the particulars of ${this.#bodies} are here`);
    }
    this.#sealAnchors(seals);
    // A log that is broken or cut off says nothing more of the files.
    if (this.#l4.failed) this.#l4.open('whether the files agree with the custody log, which does not hold itself');
    else {
      this.#l4.checked(`${chain.entries} entries, each with the hash of the one before, and the particulars of each`);
      if (this.#tooMany) this.#l4.open('whether the files agree with the custody log: it has more entries than any case');
      else this.agreement.report(this.#l4);
    }
    this.#olderAnchor();
    this.#sealedAfter(seals);
    if (chain.clockSetBack.length > 0) {
      const where = chain.clockSetBack.slice(0, 5).join(', ');
      this.#l4.problem('W_CLOCK', LOG, `the clock stands before that of the entry before at entry ${where}`);
    }
    this.#l4.limit('whether the log was rewritten before it was first sealed: who holds both key and database, with no anchor outside, can do that');
  }

  #sealAnchors(seals: readonly CheckedSeal[]): void {
    const { chain } = this;
    if (seals.length === 0) this.#l4.open('whether the log is whole: there is no seal that says how long it is');
    for (const { dir, seal, verified } of seals) {
      const { entries, head } = seal.custody;
      // Where the chain is broken, its length says nothing; the break itself has been told.
      if (chain.broken) continue;
      if (chain.entries < entries) {
        this.#l4.problem('E_CHAIN_TRUNCATED', LOG, `the seal in ${dir} is over ${entries} entries, and ${chain.entries} are here`);
      } else if (chain.entries > entries || chain.head !== head) {
        this.#l4.problem('E_CHAIN_FORK', LOG, `the log is not the one that the seal in ${dir} is over: it ends otherwise`);
      } else if (verified) this.#l4.checked(`the seal in ${dir} holds the number of entries and the head`);
      else this.#l4.open(`the seal in ${dir} holds this head, but does not verify itself`);
    }
  }

  /** A time that was given to the export says nothing of the clock; one that was read from it cannot lie before what was entered by it. */
  #sealedAfter(seals: readonly CheckedSeal[]): void {
    for (const { dir, seal } of seals) {
      const isBefore = seal.timeSource === 'clock' && !isBetween({ after: this.#lastTs, ts: LAST_TIME }, formatInstant(seal.claimedTime));
      if (isBefore && this.#lastTs !== '')
        this.#l4.problem('W_CLOCK', `${dir}/seal.json`, `it claims a time before that of the last entry of the log, ${this.#lastTs}`);
    }
  }

  #olderAnchor(): void {
    const { chain } = this;
    const anchor = this.#anchor;
    if (this.#useless !== undefined) {
      this.#l4.open(this.#useless);
      return;
    }
    if (anchor === undefined) {
      this.#l4.limit('earlier anchors: no earlier package was supplied');
      return;
    }
    if (chain.broken || chain.entries === 0) return;
    if (anchor.caseId !== chain.caseId) {
      // Both hold in themselves, and whoever asks says that they are of one case: that is not so, and not unknown. A case that was begun
      // anew, to be rid of its log, shows in nothing else.
      const text = `the earlier package ${anchor.name} is of ${anchor.caseId}, and this one of ${chain.caseId}: it is no revision of this one. If that is the wrong file, give another or leave it out`;
      this.#l4.problem('E_CHAIN_FORK', LOG, text);
    } else if (anchor.entries > chain.entries) {
      this.#l4.problem('E_CHAIN_TRUNCATED', LOG, `${anchor.name} has ${anchor.entries} entries, and ${chain.entries} are here`);
    } else if (this.#atAnchor === anchor.head && anchor.entries === chain.entries) {
      // An export is an entry itself, so whatever was made later has more of them: this one anchors nothing.
      const text = `the earlier package ${anchor.name} ends with the same entry as this one: it is this package itself, or made at the same time, and no earlier one. Give an earlier one or leave it out`;
      this.#l4.problem('E_CHAIN_TRUNCATED', LOG, text);
    } else if (this.#atAnchor !== anchor.head) {
      this.#l4.problem('E_CHAIN_FORK', LOG, `the log of ${anchor.name} is no beginning of this one`);
    } else {
      this.#l4.checked(`${anchor.name} gave ${anchor.entries} entries and is a beginning of it`);
    }
  }
}

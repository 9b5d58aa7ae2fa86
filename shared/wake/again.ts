/**
 * Judging again only what would come out differently. The memory keeps, for each event, which questions its wake asked and how they were
 * answered; where all answers are what they were, so is the wake. That no question is missed does not hang on anybody's care: the stages
 * see the case through `watched` alone.
 */
import type { Interval } from '../base/interval.ts';
import type { CaseEvent } from '../model/facts.ts';
import type { EventId } from '../model/ids.ts';
import type { Channel } from '../model/vocabulary.ts';
import { type Asked, askable, groundOf, ownDigest, QUESTIONS, type QuestionName, windowDigest } from './questions.ts';
import { type Ear, watched } from './watched.ts';
import type { World } from './world.ts';

interface Trace {
  readonly own: number;
  /** Numbers of questions. */
  readonly asked: Uint32Array;
  /** Four numbers for each window: which channels, from, to, digest of the answer. */
  readonly windows: Float64Array;
  readonly hasWake: boolean;
}

type Ties = readonly World['facts']['decisions']['ties'][number][];
const UNDECIDED: Ties = [];
const NOTHING = new Float64Array(0);

/** What the last analysis of a case asked. It holds neither the case nor its conclusions: some 300 bytes for each event. */
export class Memory {
  /** How many events were judged in the last analysis, and of how many the old judgement held. */
  judged = 0;
  kept = 0;
  private ground: number | undefined;
  private traces = new Map<EventId, Trace>();
  private readonly numbers = new Map<QuestionName, Map<string, number>>();
  private readonly questions: { readonly name: QuestionName; readonly text: string }[] = [];
  /** By question: the answer of the last analysis that asked it. */
  private readonly answers: number[] = [];
  private readonly channels: (readonly Channel[])[] = [];

  /** Begins an analysis. Nothing of it is remembered before its `end`. */
  begin(w: World): Session {
    const same = this.ground === groundOf(w);
    const traces = new Map<EventId, Trace>();
    const current = new Map<number, number>();
    const asked = askable(w);
    const decided = new Map<EventId, Ties[number][]>();
    for (const t of w.facts.decisions.ties) {
      const list = decided.get(t.event);
      if (list === undefined) decided.set(t.event, [t]);
      else list.push(t);
    }
    const answer = (q: number): number => {
      let value = current.get(q);
      if (value === undefined) {
        value = this.ask(asked, q);
        current.set(q, value);
      }
      return value;
    };
    const own = (e: CaseEvent): number => ownDigest(asked, e, decided.get(e.id) ?? UNDECIDED);
    let judged = 0;
    let kept = 0;

    // Of the event that is being judged.
    let event: CaseEvent | undefined;
    let ownIds: ReadonlySet<number> = new Set();
    let heard = new Set<number>();
    let windows: number[] = [];
    const ear: Ear = {
      ask: (name, text) => {
        heard.add(this.numberOf(name, text));
      },
      window: (channels, window) => {
        const n = this.channelsNumber(channels);
        for (let i = 0; i < windows.length; i += 4) if (windows[i] === n && windows[i + 1] === window.from && windows[i + 2] === window.to) return;
        windows.push(n, window.from, window.to, windowDigest(w, channels, window));
      },
      isOwnEvent: (id) => id === event?.id,
      isOwnId: (id) => ownIds.has(id),
    };
    // A tie may name the row of an action, whose time no question is about; ties are few, and so are judged every time.
    const holds = (e: CaseEvent, t: Trace): boolean =>
      !decided.has(e.id) && t.own === own(e) && t.asked.every((q) => answer(q) === this.answers[q]) && this.windowsHold(w, t.windows);

    return {
      world: watched(w, ear),
      held: (e) => {
        const trace = same ? this.traces.get(e.id) : undefined;
        if (trace === undefined || !holds(e, trace)) return undefined;
        return trace.hasWake ? 'wake' : 'none';
      },
      keep: (e) => {
        const trace = this.traces.get(e.id);
        if (trace !== undefined) traces.set(e.id, trace);
        kept++;
      },
      judge: (e, work) => {
        event = e;
        ownIds = w.index.idsOf(e);
        heard = new Set();
        windows = [];
        const made = work();
        for (const q of heard) answer(q);
        const trace: Trace = {
          own: own(e),
          asked: Uint32Array.from(heard),
          windows: windows.length === 0 ? NOTHING : Float64Array.from(windows),
          hasWake: made !== undefined,
        };
        traces.set(e.id, trace);
        event = undefined;
        judged++;
        return made;
      },
      end: () => {
        this.ground = groundOf(w);
        this.traces = traces;
        for (const [q, value] of current) this.answers[q] = value;
        this.judged = judged;
        this.kept = kept;
      },
    };
  }

  private ask(asked: Asked, q: number): number {
    const question = this.questions[q];
    return question === undefined ? 0 : QUESTIONS[question.name](asked, question.text);
  }

  private numberOf(name: QuestionName, text: string): number {
    let texts = this.numbers.get(name);
    if (texts === undefined) {
      texts = new Map();
      this.numbers.set(name, texts);
    }
    let n = texts.get(text);
    if (n === undefined) {
      n = this.questions.push({ name, text }) - 1;
      texts.set(text, n);
    }
    return n;
  }

  private channelsNumber(channels: readonly Channel[]): number {
    const n = this.channels.findIndex((c) => c === channels || (c.length === channels.length && c.every((x, i) => x === channels[i])));
    return n >= 0 ? n : this.channels.push([...channels]) - 1;
  }

  private windowsHold(w: World, windows: Float64Array): boolean {
    for (let i = 0; i < windows.length; i += 4) {
      const channels = this.channels[windows[i] ?? 0] ?? [];
      const window = { from: windows[i + 1], to: windows[i + 2] } as Interval;
      if (windowDigest(w, channels, window) !== windows[i + 3]) return false;
    }
    return true;
  }
}

/** One analysis as the memory sees it. */
export interface Session {
  /** The only world in which a wake may be judged. */
  readonly world: World;
  /** Whether the old judgement of the event holds, and what it was; `undefined` where it has to be judged. */
  held(e: CaseEvent): 'wake' | 'none' | undefined;
  keep(e: CaseEvent): void;
  judge<T>(e: CaseEvent, work: () => T | undefined): T | undefined;
  end(): void;
}

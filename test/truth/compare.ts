/** What was expected beside what was answered: counts by rule and stage, and every disagreement with the sentence it rests on. */
import type { ExpectedFinding } from './corner.ts';
import type { Judged, MachineFinding, MachineWake } from './pipeline.ts';
import { compareRead } from './said.ts';
import type { Planted, World } from './world.ts';

export interface Count {
  right: number;
  wrong: number;
  missed: number;
}
export interface Score {
  readonly rules: Map<string, Count>;
  readonly stages: Map<string, Count>;
  /** What raw records were read as, by adapter. */
  readonly words: Map<string, Count>;
  readonly disagreements: string[];
}

export const newScore = (): Score => ({ rules: new Map(), stages: new Map(), words: new Map(), disagreements: [] });

function count(of: Map<string, Count>, key: string, what: keyof Count): void {
  const line = of.get(key) ?? { right: 0, wrong: 0, missed: 0 };
  line[what] += 1;
  of.set(key, line);
}

/** A bare mail address is one of the namespace email. */
const plain = (id: string | undefined): string => (id ?? '').replace(/^email:/, '');
const isOn = (f: MachineFinding, on: string): boolean =>
  on === '*' ||
  f.subject.id.replace('.jsonl', '.csv') === on ||
  plain(f.event?.nativeId) === plain(on) ||
  f.subject.aliases.some((a) => plain(a) === plain(on));
const sameSet = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((x) => b.includes(x));

function differs(e: ExpectedFinding, f: MachineFinding): string | undefined {
  if (e.verdict !== undefined && e.verdict !== f.verdict) return `verdict ${f.verdict}, expected ${e.verdict}`;
  if (e.severity !== undefined && e.severity !== f.severity) return `severity ${f.severity}, expected ${e.severity}`;
  if (e.missing !== undefined && !sameSet(e.missing, f.missing)) return `missing [${f.missing.join(' ')}], expected [${e.missing.join(' ')}]`;
  return undefined;
}

/** The case whose corner an unexpected finding lies in: its names carry the corner's tag. */
function caseOf(planted: readonly Planted[], f: MachineFinding): Planted | undefined {
  const names = [f.event?.nativeId ?? '', ...f.subject.aliases].join(' ').toLowerCase();
  return planted.find((p) => names.includes(p.corner.tag)) ?? (planted.length === 1 ? planted[0] : undefined);
}

export function compare({ bundle, planted }: World, judged: Judged, score: Score): void {
  const say = (p: Planted | undefined, text: string) =>
    score.disagreements.push(
      `${planted.length > 1 ? `(${bundle.name}) ` : '(apart) '}${p?.case.name ?? 'no case'}: ${text}  [${p?.case.says ?? 'background'}]`,
    );
  const left = new Set(judged.findings);
  for (const p of planted) {
    for (const e of p.corner.findings) {
      const found = [...left].find((f) => f.rule === e.rule && isOn(f, e.on));
      if (found === undefined) {
        count(score.rules, e.rule, 'missed');
        say(p, `missed ${e.rule} on ${e.on}`);
        continue;
      }
      left.delete(found);
      const how = differs(e, found);
      count(score.rules, e.rule, how === undefined ? 'right' : 'wrong');
      if (how !== undefined) say(p, `${e.rule}: ${how}`);
    }
    for (const open of p.corner.open) for (const f of left) if (f.rule === open.rule && isOn(f, open.on)) left.delete(f);
  }
  for (const f of left) {
    count(score.rules, f.rule, 'wrong');
    say(caseOf(planted, f), `unexpected ${f.rule} ${f.verdict} [${f.missing.join(' ')}] on ${f.event?.nativeId ?? f.subject.aliases.join(' ')}`);
  }
  const wakes = new Map<string, MachineWake>(judged.wakes.map((w) => [plain(w.event.nativeId), w]));
  for (const p of planted) {
    for (const s of p.corner.stages) {
      const verdict = verdictOf(wakes.get(plain(s.event)), s.stage);
      count(score.stages, s.stage, verdict === s.verdict ? 'right' : 'wrong');
      if (verdict !== s.verdict) say(p, `${s.stage} is ${verdict}, expected ${s.verdict} (${s.event})`);
    }
    compareRead(p.corner, judged, (words, wrong) => {
      count(score.words, words, wrong === undefined ? 'right' : 'wrong');
      if (wrong !== undefined) say(p, wrong);
    });
    for (const id of p.corner.noWake) if (wakes.get(plain(id))?.obligations.some((o) => o.verdict !== 'not-required')) say(p, `${id} has a wake`);
  }
}

const WORST = ['unmet', 'unknown', 'late'];

/** The event's verdict at a stage: met where all audiences are, partial where some are, else the worst of them. */
export function verdictOf(wake: MachineWake | undefined, stage: string): string {
  const all = wake?.obligations.filter((o) => o.stage === stage).map((o) => o.verdict) ?? [];
  const judged = all.filter((v) => v !== 'not-required');
  if (judged.length === 0) return 'not-required';
  const over = judged.filter((v) => v !== 'not-reached');
  if (over.length === 0) return 'not-reached';
  if (over.every((v) => v === 'met')) return 'met';
  if (over.some((v) => v === 'met' || v === 'partial')) return 'partial';
  return WORST.find((v) => over.includes(v)) ?? over[0] ?? '';
}

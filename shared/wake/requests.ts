/** The evidence request list: what would have to be asked for, and which questions it would settle. */
import { type Instant, instant } from '../base/instant.ts';
import type { EvidenceRequest } from '../model/analysis.ts';

/** Parts of one log that touch or overlap become one line, so that one line is one request. */
export function requestsOf(parts: readonly EvidenceRequest[]): EvidenceRequest[] {
  const groups = new Map<string, EvidenceRequest[]>();
  for (const p of parts) {
    const key = `${p.channel}\n${p.system}`;
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [p]);
    else list.push(p);
  }
  const out: EvidenceRequest[] = [];
  for (const [, list] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    list.sort((a, b) => a.from - b.from || a.to - b.to);
    let from: Instant | undefined;
    let to = instant(0);
    let settles = new Map<string, EvidenceRequest['settles'][number]>();
    const first = list[0];
    if (first === undefined) continue;
    const close = (): void => {
      if (from !== undefined) out.push({ system: first.system, channel: first.channel, from, to, settles: [...settles.values()] });
    };
    for (const p of list) {
      if (from === undefined || p.from > to) {
        close();
        from = p.from;
        to = p.to;
        settles = new Map();
      }
      if (p.to > to) to = p.to;
      for (const s of p.settles) settles.set(`${s.event}\n${s.stage}`, s);
    }
    close();
  }
  return out;
}

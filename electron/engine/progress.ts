import type { Progress } from '../../shared/contract/requests.ts';

/** Four a second: a bar that moves smoothly, and few enough that neither thread notices the messages. */
const INTERVAL_MS = 250;
/** The rate is that of the last seconds, so that one slow member does not spoil the forecast for long. */
const RATE_WINDOW_MS = 4_000;

type Report = Omit<Progress, 'request'>;

/**
 * Lets through what a person can see: at most four reports a second, and the first of each phase at once.
 * Fills in the rate (records a second) and the time left where the handler gave none.
 */
export function progressMeter(request: number, send: (p: Progress) => void, now: () => number = () => performance.now()): (p: Report) => void {
  let lastSent = Number.NEGATIVE_INFINITY;
  let phase: Progress['phase'] | undefined;
  let samples: { at: number; records: number | undefined; bytes: number | undefined }[] = [];
  return (p) => {
    const at = now();
    if (p.phase !== phase) {
      phase = p.phase;
      samples = [];
    } else if (at - lastSent < INTERVAL_MS) return;
    lastSent = at;
    samples.push({ at, records: p.records?.done, bytes: p.bytes?.done });
    while (samples.length > 2 && at - samples[0]!.at > RATE_WINDOW_MS) samples.shift();
    const rate = p.rate ?? speed(samples, 'records');
    send({ ...p, request, rate, secondsLeft: p.secondsLeft ?? left(p.bytes, speed(samples, 'bytes')) ?? left(p.records, rate) });
  };
}

/** Units a second over the samples; `undefined` while there is too little to say. */
function speed(
  samples: readonly { at: number; records: number | undefined; bytes: number | undefined }[],
  of: 'records' | 'bytes',
): number | undefined {
  const first = samples[0];
  const last = samples[samples.length - 1];
  if (first === undefined || last === undefined || last.at - first.at < INTERVAL_MS) return undefined;
  const [a, b] = [first[of], last[of]];
  return a === undefined || b === undefined || b <= a ? undefined : ((b - a) * 1000) / (last.at - first.at);
}

function left(amount: { readonly done: number; readonly of: number | undefined } | undefined, rate: number | undefined): number | undefined {
  if (amount?.of === undefined || rate === undefined) return undefined;
  return Math.max(0, (amount.of - amount.done) / rate);
}

import type { Verdict } from '../../../shared/model/vocabulary.ts';
import type { LevelResult } from '../../../shared/views/types.ts';
import { VerdictGlyph } from '../../widgets/VerdictGlyph.tsx';

/** The results of a verification wear the verdicts' shapes: the same three answers, yes, no and cannot be said. */
const AS_VERDICT: Record<LevelResult | 'NOT ASKED', Verdict> = {
  PASSED: 'met',
  FAILED: 'unmet',
  INDETERMINATE: 'unknown',
  'NOT ASKED': 'not-required',
};

export function Result({ result, size = 12 }: { readonly result: LevelResult | 'NOT ASKED'; readonly size?: number }) {
  const verdict = AS_VERDICT[result];
  return (
    <span className={`result v-${verdict}`}>
      <VerdictGlyph verdict={verdict} size={size} decorative />
      {result}
    </span>
  );
}

export function BigResult({ result }: { readonly result: LevelResult }) {
  const verdict = AS_VERDICT[result];
  return (
    <>
      <VerdictGlyph verdict={verdict} size={30} decorative />
      <b className={`big-result v-${verdict}`}>{result}</b>
    </>
  );
}

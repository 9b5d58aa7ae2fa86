import { DISPOSITION_WORDS } from '../../../shared/model/words.ts';
import type { FindingLine } from '../../../shared/views/types.ts';
import { shortTime } from '../../widgets/format.ts';
import { SeverityBars } from '../../widgets/SeverityBars.tsx';
import { Strip } from '../../widgets/Strip.tsx';
import { Text } from '../../widgets/Text.tsx';
import { VerdictLabel } from '../../widgets/VerdictGlyph.tsx';

export function FindingRow({ line }: { readonly line: FindingLine }) {
  return (
    <>
      <SeverityBars severity={line.severity} word={false} />
      <span className="finding-what">
        <span className={`mono clip ${line.disposition === 'dismissed' ? 'ink-3' : ''}`}>{line.rule}</span>
        <span className="clip">
          <Text>{line.subject}</Text> <span className="ink-3">{line.kind ?? ''}</span>
        </span>
      </span>
      <span className="finding-when">
        {line.strip !== undefined && line.stage !== 'case' ? (
          <Strip strip={line.strip} size={9} only={line.stage} />
        ) : (
          <VerdictLabel verdict={line.verdict} size={10} />
        )}
        <span className="ink-3">{line.time === undefined ? 'case' : shortTime(line.time)}</span>
      </span>
      <span className={`finding-decided ${line.disposition}`}>{DISPOSITION_WORDS[line.disposition]}</span>
    </>
  );
}

import { Fragment } from 'react';
import type { Verdict } from '../../../shared/model/vocabulary.ts';
import type { QuestionAnswer, QuestionVerdict } from '../../../shared/views/questions.ts';
import { useRequest } from '../../state/engine.ts';
import { useKeys } from '../../state/keys.ts';
import { go, useNavigation } from '../../state/navigation.ts';
import { count, counted } from '../../widgets/format.ts';
import { RecordChip, RequestChip } from '../../widgets/RecordChip.tsx';
import { Text } from '../../widgets/Text.tsx';
import { VerdictGlyph } from '../../widgets/VerdictGlyph.tsx';
import { Answer } from '../shared/Answer.tsx';
import './questions.css';

const GLYPH: Readonly<Record<QuestionVerdict, Verdict>> = { answered: 'met', partly: 'partial', 'cannot be answered': 'unknown' };
const WORD: Readonly<Record<QuestionVerdict, string>> = {
  answered: 'answered',
  partly: 'answered in part',
  'cannot be answered': 'cannot be answered',
};
const STATES = { gap: 'unmet', unknown: 'unknown', shown: 'met' } as const;

/** What an auditor asks, answered from records. One question is open at a time; its citations open their records. */
export function QuestionsScreen() {
  const open = Number(useNavigation((s) => s.params.question) ?? 0);
  const set = useNavigation((s) => s.set);
  const asked = useRequest('questions.list', {}, { on: ['analysis', 'annotations'], keep: true });
  const step = (to: number): void => {
    if (to < 1 || to > 12) return;
    set({ question: String(to) });
    document.getElementById(`question-${to}`)?.focus();
  };
  useKeys({ j: () => step(open + 1), k: () => step(open - 1), Escape: () => set({ question: undefined }) });
  const answered = asked.value?.filter((q) => q.verdict === 'answered').length ?? 0;
  return (
    <>
      <div className="toolbar">
        <h1>Questions</h1>
        <span className="sum clip">
          {asked.value === undefined ? '' : `What an auditor asks, answered from records: ${answered} of ${asked.value.length} in full`}
        </span>
      </div>
      <Answer asked={asked} what="Answering the questions">
        {(answers) => (
          <div className="questions">
            {answers.map((q) => (
              <Question
                key={q.number}
                q={q}
                open={q.number === open}
                onToggle={() => set({ question: q.number === open ? undefined : String(q.number) })}
              />
            ))}
          </div>
        )}
      </Answer>
    </>
  );
}

/** Requests beside an answer that is not open; where a log is missing altogether there are dozens. */
const CITED = 6;
const toRequest = (number: string): void => go('sources', { request: number });

function Question({ q, open, onToggle }: { readonly q: QuestionAnswer; readonly open: boolean; readonly onToggle: () => void }) {
  const requests = [...new Set(q.missing.flatMap((m) => m.requests))].sort();
  const cited = open ? requests : requests.slice(0, CITED);
  return (
    <section className={`question ${open ? 'open' : ''}`} aria-label={q.question}>
      <button type="button" id={`question-${q.number}`} className="question-head" aria-expanded={open} onClick={onToggle}>
        <span className="num ink-3">{q.number}</span>
        <b>{q.question}</b>
        <span className={`verdict v-${GLYPH[q.verdict]} nowrap`}>
          <VerdictGlyph verdict={GLYPH[q.verdict]} decorative />
          {WORD[q.verdict]}
        </span>
        <span className="ink-3 nowrap question-records">{counted(q.citationsTotal, 'record')}</span>
      </button>
      <p className="question-answer">
        <Text>{q.answer}</Text>
        {cited.map((r) => (
          <Fragment key={r}>
            {' '}
            <RequestChip number={r} onOpen={() => toRequest(r)} />
          </Fragment>
        ))}
        {cited.length === requests.length ? null : (
          <>
            {' '}
            <button type="button" className="link" onClick={onToggle}>
              {count(requests.length - cited.length)} more
            </button>
          </>
        )}
      </p>
      {open ? <Opened q={q} /> : null}
    </section>
  );
}

function Opened({ q }: { readonly q: QuestionAnswer }) {
  return (
    <div className="question-body">
      {q.lines.length === 0 ? null : (
        <ul className="question-lines">
          {q.lines.map((l, i) => (
            // Lines have no name of their own, and their order never changes under an open answer.
            <li key={i}>
              <VerdictGlyph verdict={STATES[l.state]} size={11} decorative />
              <span>
                <Text>{l.text}</Text>{' '}
                {l.records.map((r) => (
                  <Fragment key={r}>
                    <RecordChip record={r} />{' '}
                  </Fragment>
                ))}
                {l.wake === undefined ? null : <WakeLink wake={l.wake} />}
              </span>
            </li>
          ))}
        </ul>
      )}
      {q.linesTotal > q.lines.length ? (
        <p className="ink-3">
          {count(q.lines.length)} of {count(q.linesTotal)} are listed, the gaps first.
        </p>
      ) : null}
      {q.missing.length === 0 ? null : (
        <>
          <h3 className="heading">Missing for a full answer</h3>
          <ul className="question-missing">
            {q.missing.map((m) => (
              <li key={`${m.system} ${m.channel} ${m.from}`}>
                <VerdictGlyph verdict="unknown" size={11} decorative />
                <span>
                  <Text>{m.text}</Text>{' '}
                  {m.requests.map((r) => (
                    <Fragment key={r}>
                      <RequestChip number={r} onOpen={() => toRequest(r)} />{' '}
                    </Fragment>
                  ))}
                </span>
              </li>
            ))}
          </ul>
          {q.missingTotal > q.missing.length ? <p className="ink-3">and {counted(q.missingTotal - q.missing.length, 'more interval')}</p> : null}
        </>
      )}
    </div>
  );
}

function WakeLink({ wake }: { readonly wake: string }) {
  return (
    <button type="button" className="link" onClick={() => go('wake', { wake })}>
      wake
    </button>
  );
}

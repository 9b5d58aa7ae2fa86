/**
 * `data/report/report.html`: one page that stands alone. No script, nothing fetched; its own policy forbids both. Every text
 * that came out of a log or a hand is escaped by the template it goes through.
 */
import { formatInstant, type Instant } from '../../base/instant.ts';
import { SEVERITIES, STAGES, VERDICTS, type Verdict } from '../../model/vocabulary.ts';
import { VERDICT_WORDS } from '../../model/words.ts';
import { toBase64 } from '../base64.ts';
import { posixBlock } from '../commands.ts';
import type { PackageAbout } from '../readme.ts';
import { glyph, glyphSymbols, severityBars, verdictWord } from './glyphs.ts';
import { html, Markup } from './markup.ts';
import { MOST_QUESTION_LINES, type ReportCoverage, type ReportFinding, type ReportModel, type ReportQuestion, type ReportUnknown } from './model.ts';
import { STYLE } from './style.ts';

export interface ReportAbout extends PackageAbout {
  /** SHA-256, for the page's own content security policy. */
  hash(text: string): Uint8Array;
}

const number = (n: number): string => n.toLocaleString('en-US');
const plural = (n: number, one: string, many = `${one}s`): string => `${number(n)} ${n === 1 ? one : many}`;
const time = (t: Instant | undefined): Markup => {
  if (t === undefined) return html`<span class="muted">no time</span>`;
  const iso = formatInstant(t);
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')}${iso.slice(19, 26) === '.000000' ? '' : iso.slice(19, 23)}</time>`;
};
const span = (a: { readonly from: Instant; readonly to: Instant }): Markup => html`${time(a.from)} to ${time(a.to)}`;

export function renderReport(report: ReportModel, about: ReportAbout): string {
  const policy = `default-src 'none'; style-src 'sha256-${toBase64(about.hash(STYLE))}'; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>${report.title}, ${about.root}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
${glyphSymbols()}
<main>
${head(report, about)}
${summary(report)}
${questions(report)}
${findings(report)}
${coverage(report)}
${unknowns(report)}
${sources(report)}
${custody(report)}
${verification(about)}
</main>
</body>
</html>
`;
  return page.html;
}

const TLP_COLOURS: Readonly<Record<string, string>> = { RED: 'tlp-red', AMBER: 'tlp-amber', 'AMBER+STRICT': 'tlp-amber', GREEN: 'tlp-green' };

function head(r: ReportModel, about: ReportAbout): Markup {
  return html`<header>
<div class="kicker"><span>Tracewake report</span><code>${about.root}</code><span class="tlp ${TLP_COLOURS[r.tlp] ?? ''}">TLP:${r.tlp}</span></div>
<h1>${r.title}</h1>
<dl>
${r.organisation === undefined ? undefined : html`<dt>Organisation</dt><dd>${r.organisation}</dd>`}
<dt>Period</dt><dd>${r.period === undefined ? 'no dated record' : html`${span(r.period)} UTC`}</dd>
<dt>Investigator</dt><dd>${r.investigator}</dd>
<dt>Case</dt><dd><code>${r.caseId}</code>, revision ${r.revision}</dd>
<dt>Policy</dt><dd>${r.policy === undefined ? 'not analysed' : html`${r.policy.name}, revision ${r.policy.revision}`}</dd>
<dt>Exported</dt><dd>${time(r.exportedAt)} UTC, as stated by the signer</dd>
</dl>
</header>`;
}

function decisions(confirmed: number, dismissed: number): string {
  if (confirmed + dismissed === 0) return 'The investigator has confirmed or dismissed none of them yet.';
  return `The investigator confirmed ${number(confirmed)} and dismissed ${number(dismissed)}; the rest await a decision.`;
}

const findingCount = (r: ReportModel): number => SEVERITIES.reduce((n, s) => n + r.totals.findings[s], 0);

function summary(r: ReportModel): Markup {
  const { confirmed, dismissed } = r.totals;
  const all = findingCount(r);
  const worst = [...SEVERITIES].reverse().flatMap((s) => (r.totals.findings[s] > 0 ? [plural(r.totals.findings[s], s, s)] : []));
  const sentence =
    r.analysedAt === undefined
      ? 'The case was not analysed before this export. The package holds its records and no findings.'
      : all === 0
        ? 'No finding. What the logs could not have shown is listed below; it is not a finding, and not a clean bill either.'
        : `${plural(all, 'finding')}: ${worst.join(', ')}. ${decisions(confirmed, dismissed)}`;
  return html`<section aria-labelledby="summary"><h2 id="summary">Summary</h2>
<p>${sentence}</p>
${r.analysedAt !== undefined && !r.analysisCurrent ? html`<p class="fog">The analysis is of ${time(r.analysedAt)} UTC. Something was imported or decided since, which these findings do not know.</p>` : undefined}
<ul class="totals">
<li><b>${number(r.sources.length)}</b>sources</li>
<li><b>${number(r.totals.records)}</b>records read</li>
<li><b>${number(r.totals.events)}</b>events</li>
<li><b>${number(r.totals.wakes)}</b>wakes</li>
<li><b>${number(r.totals.cutWakes)}</b>of them cut</li>
<li><b>${number(all)}</b>findings</li>
<li><b>${number(r.totals.unknown)}</b>obligations unknown</li>
<li><b>${number(r.requests.length)}</b>evidence requests</li>
</ul>
<p class="note">All times are UTC. A record is cited as source and place: <span class="chip">s0004:20418</span> is the 20,418th record of <code>data/sources/s0004</code>.</p>
<p class="legend">${VERDICTS.map(verdictWord)}</p>
</section>`;
}

function findings(r: ReportModel): Markup {
  const shown = r.findings;
  const more = findingCount(r) - shown.length;
  return html`<section aria-labelledby="findings"><h2 id="findings">Findings</h2>
${shown.length === 0 ? html`<p>None.</p>` : shown.map(finding)}
${more > 0 ? html`<p class="fog">${number(more)} more findings, less severe than these, are in <code>data/records/findings.jsonl</code>.</p>` : undefined}
${gone(r)}
</section>`;
}

/** A revision from which a confirmed finding is missing must not look as if there had been none. */
function gone(r: ReportModel): Markup | undefined {
  if (r.gone === undefined || r.gone.length === 0) return undefined;
  return html`<h3>Judged before, and no longer found</h3>
<p class="note">Somebody decided on these or wrote a note on them. A later analysis, of what was imported or decided meanwhile, does not find them any more.</p>
<table><thead><tr><th>No.</th><th>Rule</th><th>About</th><th>What was said</th><th class="n">Not found since custody entry</th></tr></thead><tbody>
${r.gone.map(
  (g) =>
    html`<tr id="${g.number}"><td>${g.number}</td><td>${g.rule}</td><td class="wide">${g.subject}</td><td class="wide">
${g.decision === undefined ? undefined : html`<p>${g.decision.disposition === 'needs-evidence' ? 'needs evidence' : g.decision.disposition}: ${g.decision.reason}</p><p class="note">${g.decision.by}, ${time(g.decision.at)}</p>`}
${g.notes.map((n) => html`<p>${n.text}</p><p class="note">Note by ${n.by}, ${time(n.at)}</p>`)}
</td><td class="n">${number(g.custody)}</td></tr>`,
)}
</tbody></table>`;
}

const strip = (verdicts: readonly Verdict[]): Markup =>
  html`<span class="strip">${verdicts.map((v, i) => glyph(v, `${STAGES[i] ?? ''}: ${VERDICT_WORDS[v]}`))}</span>`;

function finding(f: ReportFinding): Markup {
  return html`<article class="card" id="${f.number}">
<div class="line"><span class="mono">${f.number}</span><span class="rule">${f.rule}</span>${severityBars(f.severity)}${verdictWord(f.verdict)}
<span>${f.stage === 'case' ? 'whole case' : f.stage}</span><span>confidence ${f.confidence}</span></div>
<h3>${f.sentence}</h3>
<div class="line">${f.strip === undefined ? undefined : strip(f.strip)}<span>${f.subject}</span>${f.kind === undefined ? undefined : html`<span class="mono">${f.kind}</span>`}${f.time === undefined ? undefined : time(f.time)}</div>
${
  f.evidence.length === 0
    ? undefined
    : html`<h4>Evidence</h4><table><thead><tr><th>What</th><th>Record</th><th>Time, UTC</th><th>What it shows</th></tr></thead><tbody>
${f.evidence.map((e) => html`<tr><td class="wide">${e.role}</td><td><span class="chip">${e.record}</span></td><td>${time(e.time)}</td><td class="wide">${e.text}${e.strength === undefined ? undefined : html` <span class="muted">(${e.strength} match)</span>`}</td></tr>`)}
</tbody></table>`
}
${
  f.searched.length === 0
    ? undefined
    : html`<h4>Searched for what is absent</h4><table><thead><tr><th>Channel</th><th>System</th><th>Covered, UTC</th><th>Basis</th></tr></thead><tbody>
${f.searched.map((s) => html`<tr><td>${s.channel}</td><td class="wide">${s.system}</td><td>${span(s)}</td><td>${s.basis}</td></tr>`)}
</tbody></table>`
}
${f.references.length === 0 ? undefined : html`<h4>References</h4><p class="note">${f.references.join('; ')}</p>`}
<div class="decided"><strong>${f.disposition === 'needs-evidence' ? 'needs evidence' : f.disposition}</strong>${f.decision === undefined ? html`<span class="muted">, no decision yet</span>` : html`<p>${f.decision.reason}</p><p class="note">${f.decision.by}, ${time(f.decision.at)}</p>`}
${f.notes.map((n) => html`<p>${n.text}</p><p class="note">Note by ${n.by}, ${time(n.at)}</p>`)}
</div>
</article>`;
}

const QUESTION_VERDICTS: Readonly<Record<ReportQuestion['verdict'], Verdict>> = {
  answered: 'met',
  partly: 'partial',
  'cannot be answered': 'unknown',
};

function questions(r: ReportModel): Markup | undefined {
  if (r.questions === undefined || r.questions.length === 0) return undefined;
  return html`<section aria-labelledby="questions"><h2 id="questions">The auditor's questions</h2>
<p>Answered from the records of this package, or said to be unanswerable with the log that is missing. <code>data/questions.json</code> has the same answers with more of their lines.</p>
${r.questions.map(question)}
</section>`;
}

function question(q: ReportQuestion): Markup {
  const shown = q.lines.slice(0, MOST_QUESTION_LINES);
  const rest = q.linesTotal - shown.length;
  return html`<article class="card" id="question-${q.number}">
<div class="line">${glyph(QUESTION_VERDICTS[q.verdict], q.verdict)}<span>${q.verdict}</span></div>
<h3>${q.number}. ${q.question}</h3>
<p>${q.answer}</p>
${
  shown.length === 0
    ? undefined
    : html`<table><thead><tr><th>What the records show</th><th>Records</th></tr></thead><tbody>
${shown.map((l) => html`<tr><td class="wide">${l.text}</td><td class="wide">${l.records.map((x) => html`<span class="chip">${x}</span> `)}</td></tr>`)}
</tbody></table>`
}
${rest > 0 ? html`<p class="note">${number(rest)} more; the records of the package have them all.</p>` : undefined}
${q.missing.length === 0 ? undefined : html`<h4>Missing for a full answer</h4><ul>${q.missing.map((m) => html`<li>${m.text}${m.requests.length === 0 ? undefined : html` <span class="muted">(${m.requests.join(', ')})</span>`}</li>`)}</ul>`}
</article>`;
}

function bar(row: ReportCoverage, period: { readonly from: Instant; readonly to: Instant }): Markup {
  const x = (t: Instant): number => Math.round(Math.max(0, Math.min(1, (t - period.from) / (period.to - period.from))) * 4000) / 10;
  const rects = row.bars.map(
    (b) =>
      new Markup(
        `<rect class="${b.state}"${b.state === 'silent' || b.state === 'cut' ? ' fill="url(#hatch)"' : ''} x="${x(b.from)}" y="3.5" width="${Math.max(0.8, x(b.to) - x(b.from)).toFixed(1)}" height="5"/>`,
      ),
  );
  return html`<svg class="bar" viewBox="0 0 400 12" preserveAspectRatio="none" role="img" aria-label="${row.text}"><path class="base" d="M0 6h400"/>${rects}</svg>`;
}

function coverage(r: ReportModel): Markup {
  const { period } = r;
  const rows =
    period === undefined || r.coverage.length === 0
      ? html`<p>No log with a known interval is in the case.</p>`
      : html`<table><thead><tr><th>Channel</th><th>System</th><th>${span(period)}</th><th>In words</th></tr></thead><tbody>
${r.coverage.map((c) => html`<tr><td>${c.channel}</td><td class="wide">${c.system ?? html`<span class="muted">none</span>`}</td><td>${bar(c, period)}</td><td class="wide">${c.text}</td></tr>`)}
</tbody></table>`;
  const requests =
    r.requests.length === 0
      ? html`<p>None: no verdict waits for a log that is missing.</p>`
      : html`<table><thead><tr><th class="n">No.</th><th>System</th><th>Channel</th><th>Interval, UTC</th><th>Question</th><th class="n">Would settle</th></tr></thead><tbody>
${r.requests.map((q) => html`<tr><td class="n">${q.number}</td><td class="wide">${q.system}</td><td>${q.channel}</td><td>${span(q)}</td><td class="wide">${q.question}</td><td class="n">${number(q.settles)}</td></tr>`)}
</tbody></table>`;
  return html`<section aria-labelledby="coverage"><h2 id="coverage">What the logs could have shown</h2>
<p>An absence counts only where a log covers the whole window. Solid: the export was declared to cover it. Outlined: inferred from its first and last record. Hatched: the log was silent or cut.</p>
${rows}
<h3>Evidence requests</h3>
${requests}
</section>`;
}

function unknowns(r: ReportModel): Markup {
  const shown = r.unknown;
  const row = (u: ReportUnknown): Markup =>
    html`<tr><td><span class="chip">${u.event}</span></td><td>${time(u.time)}</td><td class="mono">${u.kind}</td><td class="wide">${u.subject}</td><td>${u.stage}</td><td class="wide">${u.text}</td></tr>`;
  const more = r.totals.unknown - shown.length;
  return html`<section aria-labelledby="unknown"><h2 id="unknown">What could not be established</h2>
${
  shown.length === 0
    ? html`<p>Nothing that the policy asks for was left open for want of a log.</p>`
    : html`<p>${verdictWord('unknown')} For these the evidence neither shows that the thing happened nor that it did not.</p>
<table><thead><tr><th>Event</th><th>Time, UTC</th><th>Kind</th><th>Identity</th><th>Stage</th><th>Why it cannot be said</th></tr></thead><tbody>${shown.map(row)}</tbody></table>`
}
${more > 0 ? html`<p class="fog">${number(more)} more are in <code>data/records/obligations.jsonl</code>.</p>` : undefined}
</section>`;
}

function sources(r: ReportModel): Markup {
  return html`<section aria-labelledby="sources"><h2 id="sources">Sources</h2>
<table><thead><tr><th>Source</th><th>Name and SHA-256</th><th>Read as</th><th class="n">Read</th><th class="n">Accepted</th><th class="n">Ignored</th><th class="n">Rejected</th><th class="n">Duplicate</th><th>Bytes</th></tr></thead><tbody>
${r.sources.map((s) => html`<tr><td><span class="chip">${s.id}</span></td><td class="wide">${s.name}<br><span class="hash muted">${s.sha256}</span></td><td>${s.type}</td><td class="n">${number(s.read)}</td><td class="n">${number(s.accepted)}</td><td class="n">${number(s.ignored)}</td><td class="n">${number(s.rejected)}</td><td class="n">${number(s.duplicate)}</td><td>${s.included ? 'included' : 'withheld, hash only'}</td></tr>`)}
</tbody></table></section>`;
}

function custody(r: ReportModel): Markup {
  return html`<section aria-labelledby="custody"><h2 id="custody">Custody</h2>
<p>Everything done in the case stands in <code>data/custody/log.jsonl</code>, each entry with the hash of the one before. ${plural(r.custody.entries, 'entry', 'entries')}; the head is</p>
<p class="mono">${r.custody.head}</p>
<p class="note">Who holds both the signing key and the case's database, with no anchor outside, can rewrite that history. An earlier package, or this head on paper, is such an anchor.</p>
</section>`;
}

function verification(about: ReportAbout): Markup {
  return html`<section aria-labelledby="verify"><h2 id="verify">How to verify</h2>
<p>This page is one file of the package and proves nothing alone. In the folder <code>${about.root}</code>, without Tracewake and without a network (other systems: <code>data/readme.txt</code>):</p>
<pre>${posixBlock(about.seals).join('\n')}</pre>
<p>The last line that it prints says OK, or FAILED and what failed.</p>
<p>The key is <code>${about.fingerprint}</code>. Confirm it with the signer over another way than this package came by; <code>allowed_signers</code> lies beside the folder and never comes from the package.</p>
</section>`;
}

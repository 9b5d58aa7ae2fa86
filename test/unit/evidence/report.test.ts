import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { renderReport } from '../../../shared/evidence/report/html.ts';
import { escapeText, html } from '../../../shared/evidence/report/markup.ts';
import { drawCustody, drawReport, EXPORTED, SIGNER } from './draw.ts';
import { SEAL_DIR } from './forge.ts';

const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(1)>' onload='x\u202e\u0000\u001b[2J=cmd|' /C calc'!A0`;
const custody = drawCustody(3);
const about = {
  root: 'halden-r01',
  seals: [{ dir: SEAL_DIR, signer: SIGNER }],
  fingerprint: 'SHA256:x',
  publicKeySsh: 'ssh-ed25519 AAAA',
  custody,
  exportedAt: EXPORTED,
  hash: (text: string) => createHash('sha256').update(text).digest(),
};
const page = (title = 'Halden Marine'): string => renderReport(drawReport(custody, title), about);

describe('the report', () => {
  test('runs nothing and fetches nothing: no script, no link out, and a policy that forbids both', () => {
    const text = page();
    expect(text).toContain(`default-src 'none'`);
    expect(text).not.toMatch(/<script|javascript:|<link|<iframe|<object|<base|@import|url\((?!#)|https?:/i);
    expect(text).not.toMatch(/\son[a-z]+=|\sstyle=/i);
  });

  test('its own style is the one that its policy allows', () => {
    const style = /<style>([\s\S]*)<\/style>/.exec(page())![1]!;
    expect(page()).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  });

  test('a value without a space breaks inside the page instead of widening it, in prose and in the cells that hold words of logs', () => {
    const style = /<style>([\s\S]*)<\/style>/.exec(page())![1]!;
    expect(style).toMatch(/\bbody\{[^}]*overflow-wrap:anywhere/);
    expect(style).toMatch(/\.wide\{[^}]*overflow-wrap:anywhere/);
    const long = 'x'.repeat(5000);
    const model = drawReport(custody, 'Halden Marine');
    const text = renderReport(
      {
        ...model,
        findings: [
          {
            ...model.findings[0]!,
            evidence: [{ role: long, record: 's0001:1', time: undefined, text: long }],
            searched: [{ ...model.findings[0]!.searched[0]!, system: long }],
          },
        ],
        coverage: [{ ...model.coverage[0]!, text: long, system: long }],
        requests: [{ ...model.requests[0]!, question: long, system: long }],
        unknown: [{ ...model.unknown[0]!, text: long, subject: long }],
        sources: [{ ...model.sources[0]!, name: long }],
      },
      about,
    );
    const cells = [...text.replaceAll(/ aria-label="[^"]*"/g, '').matchAll(/<td([^>]*)>(?:(?!<\/td>)[\s\S])*?x{100}/g)].map((m) => m[1]);
    expect(cells).toEqual(Array.from({ length: 10 }, () => ' class="wide"'));
  });

  test('text out of a log stays text wherever it stands', () => {
    const model = drawReport(custody, HOSTILE);
    const f = {
      ...model.findings[0]!,
      sentence: HOSTILE,
      subject: HOSTILE,
      rule: HOSTILE,
      evidence: [{ role: HOSTILE, record: HOSTILE, time: undefined, text: HOSTILE }],
      notes: [{ text: HOSTILE, by: HOSTILE, at: EXPORTED }],
      references: [HOSTILE],
      searched: [{ ...model.findings[0]!.searched[0]!, system: HOSTILE }],
    };
    const text = renderReport(
      {
        ...model,
        organisation: HOSTILE,
        investigator: HOSTILE,
        tlp: HOSTILE,
        findings: [f],
        coverage: [{ ...model.coverage[0]!, text: HOSTILE, system: HOSTILE }],
        requests: [{ ...model.requests[0]!, question: HOSTILE }],
        unknown: [{ ...model.unknown[0]!, text: HOSTILE }],
        sources: [{ ...model.sources[0]!, name: HOSTILE }],
      },
      about,
    );
    expect(text).not.toContain('<script');
    expect(text).not.toContain('<img');
    expect(text).not.toMatch(/[\u0000\u001b\u202e]/);
    // Never an attribute of its own: every quotation mark that came in is escaped.
    expect(text.replace(/&quot;|&#39;/g, '')).not.toMatch(/ onload=[^&]*x\b(?=[^<]*<)(?<=")/);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  test('answers the auditor’s questions in its own words, with the records and what is missing, and leaves them out where nobody answered', () => {
    expect(page()).not.toContain('id="question-4"');
    const question = {
      number: 4,
      question: 'Who was told?',
      verdict: 'partly' as const,
      answer: `1 told. ${HOSTILE}`,
      lines: Array.from({ length: 30 }, (_x, i) => ({ text: `line ${i} ${HOSTILE}`, records: ['s0001:7'], state: 'gap' as const })),
      linesTotal: 90,
      missing: [{ text: `mail logs ${HOSTILE}`, requests: ['ER-02'] }],
    };
    const text = renderReport({ ...drawReport(custody, 'A'), questions: [question] }, about);
    expect(text).toContain('id="question-4"');
    expect(text).toContain('70 more; the records of the package have them all.');
    expect(text).toContain('(ER-02)');
    expect(text).not.toMatch(/<script|<img/i);
  });

  test('says what was found, what was decided, what the logs could show and what could not be established', () => {
    const text = page();
    for (const part of [
      '1 critical',
      'notice.suppressed',
      's0002:731',
      'The rule was made from the same session.',
      'ER-01',
      'No sign-in log covers the window.',
      custody.head,
      'ssh-keygen -Y verify',
      'TLP:AMBER+STRICT',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('without an analysis claims neither findings nor their absence', () => {
    const model = drawReport(custody, 'x');
    const none = { low: 0, medium: 0, high: 0, critical: 0 };
    const text = renderReport({ ...model, analysedAt: undefined, findings: [], totals: { ...model.totals, findings: none } }, about);
    expect(text).toContain('was not analysed');
    const analysed = renderReport({ ...model, findings: [], totals: { ...model.totals, findings: none } }, about);
    expect(analysed).toContain('not a clean bill either');
  });
});

describe('a template', () => {
  test('escapes what goes in and leaves what came out of one', () => {
    expect(html`<b>${'<i>'}${html`<u>${'&'}</u>`}${undefined}${3}</b>`.html).toBe('<b>&lt;i&gt;<u>&amp;</u>3</b>');
  });
  test('shows what cannot be seen, mends half characters and cuts what is endless', () => {
    expect(escapeText('a\u202eb\u200bc\ud800')).toBe('a\u27e8U+202E\u27e9b\u27e8U+200B\u27e9c\ufffd');
    expect(escapeText('x'.repeat(5000))).toMatch(/… \(1000 more characters\)$/);
  });
});

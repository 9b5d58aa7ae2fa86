import { describe, expect, it } from 'vitest';
import { drawSample } from '../../../shared/demo/bundle.ts';

const files = drawSample();
const file = (path: string): string => files.find((f) => f.path === path)?.text ?? '';

describe('the sample incident', () => {
  it('is the same each time it is drawn', () => {
    expect(drawSample()).toEqual(files);
  });

  it('has about twenty thousand records over two weeks', () => {
    const cloud = files.filter((f) => f.path.startsWith('aws/'));
    expect(cloud).toHaveLength(14);
    const records = cloud.reduce((n, f) => n + (JSON.parse(f.text) as { Records: unknown[] }).Records.length, 0);
    const rows = (path: string): number => file(path).trimEnd().split('\n').length - 1;
    const total =
      records +
      rows('entra/sign-ins.ndjson') +
      rows('m365/unified-audit-log.csv') +
      rows('mail/message-trace.csv') +
      (JSON.parse(file('okta/system-log.json')) as unknown[]).length;
    expect(total).toBeGreaterThan(18_000);
    expect(total).toBeLessThan(24_000);
  });

  it('keeps the sign-in log silent for its eight and a half hours', () => {
    const times = file('entra/sign-ins.ndjson')
      .trimEnd()
      .split('\n')
      .map((l) => (JSON.parse(l) as { createdDateTime: string }).createdDateTime);
    expect(times.filter((t) => t >= '2026-03-05T13:10:00Z' && t < '2026-03-05T21:40:00Z')).toEqual([]);
    expect(times.filter((t) => t.startsWith('2026-03-05')).length).toBeGreaterThan(50);
  });

  it('has no mail and no chat after the exports end', () => {
    const received = file('mail/message-trace.csv')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((l) => l.slice(0, 19));
    expect(received.every((t) => t < '2026-03-13T12:00:00')).toBe(true);
    expect(received.some((t) => t > '2026-03-13T06:00:00')).toBe(true);
  });

  it('makes the inbox rule before the bank account is changed', () => {
    const rule = file('m365/unified-audit-log.csv')
      .split('\n')
      .find((l) => l.includes('New-InboxRule'));
    expect(rule).toContain('3/4/2026 7:16:03 AM');
    expect(file('people-system/payroll-changes.csv')).toContain('2026-03-04T07:41:26.207Z');
  });

  it('names nobody and nothing outside example domains and documentation addresses', () => {
    const text = files.map((f) => f.text).join('\n');
    expect(
      [...text.matchAll(/@([a-z0-9.-]+\.[a-z]+)/g)]
        .map((m) => m[1])
        .filter((d) => !d?.endsWith('.example') && d !== 'odata.context' && d !== 'norrvik.example'),
    ).toEqual([]);
  });
});

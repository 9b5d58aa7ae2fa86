/** The case as rows of the package's collections, in a stable order and bounded memory. */

import type { Collection } from '../../../shared/evidence/schemas.ts';
import type { Row } from '../evidence/input.ts';
import { listFindings, listIdentities } from '../store/analysis.ts';
import { currentDispositions } from '../store/annotations.ts';
import { eachAnnotation, eachDisposition, eachEvent, eachFact, eachWake } from '../store/cursors.ts';
import type { OpenCase } from '../store/open.ts';

const asRow = (value: object): Row => value as Row;

function* eventRows(open: OpenCase): Iterable<Row> {
  // Most events stand in one record only, which `record` names already.
  for (const e of eachEvent(open)) yield asRow(e.records.length > 1 ? e : { ...e, records: undefined });
}

const FAMILIES = {
  claims: ['claim', 'membership', 'oncall', 'person', 'identity', 'scope'],
  notices: ['notice', 'route', 'mailrule'],
  actions: ['action'],
  certifications: ['certification'],
} as const;

function* factRows(open: OpenCase, collection: keyof typeof FAMILIES): Iterable<Row> {
  for (const family of FAMILIES[collection]) {
    for (const fact of eachFact(open, family)) yield asRow(fact);
  }
}

function* obligationRows(open: OpenCase): Iterable<Row> {
  for (const w of eachWake(open)) {
    for (const o of w.obligations) {
      const audience = w.audiences.find((a) => a.name === o.audience);
      yield {
        ...o,
        wake: w.id,
        event: w.event,
        kind: w.kind,
        time: w.time,
        target: w.target,
        actor: w.actor,
        tier: w.tier,
        parties: audience?.parties.map(({ key, type, label }) => ({ key, type, label })),
      };
    }
  }
}

function* findingRows(open: OpenCase): Iterable<Row> {
  const dispositions = currentDispositions(open);
  for (const f of listFindings(open)) yield { ...f, disposition: dispositions.get(f.id) ?? 'open' };
}

function* annotationRows(open: OpenCase): Iterable<Row> {
  for (const { id, family, subject, body, by, at, custody } of eachAnnotation(open)) {
    const { text, reason, ...decision } = body;
    yield { id, type: family, on: subject, text, reason, decision: Object.keys(decision).length > 0 ? decision : undefined, by, at, custody };
  }
  for (const d of eachDisposition(open)) {
    yield {
      id: `d-${d.custody}`,
      type: 'disposition',
      on: d.finding,
      disposition: d.disposition,
      reason: d.reason,
      by: d.by,
      at: d.at,
      custody: d.custody,
    };
  }
}

export function rowsOf(open: OpenCase, collection: Collection): Iterable<Row> {
  switch (collection) {
    case 'events':
      return eventRows(open);
    case 'identities':
      return listIdentities(open).map(asRow);
    case 'claims':
    case 'notices':
    case 'actions':
    case 'certifications':
      return factRows(open, collection);
    case 'obligations':
      return obligationRows(open);
    case 'findings':
      return findingRows(open);
    case 'annotations':
      return annotationRows(open);
  }
}

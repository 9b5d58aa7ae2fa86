/** A mapping as an adapter. */
import { fieldOf, MAPPED_FIELDS, MAPPING_TYPE, type MappedOutput, type Mapping, type Output } from '../../model/mapping.ts';
import { type Channel, NOTICE_CHANNELS } from '../../model/vocabulary.ts';
import type { Adapter, AdapterContext, RawRecord, Recognition } from '../adapter.ts';
import { perSource } from '../memo.ts';
import { READERS } from './outputs.ts';
import { compilePath, type Scope } from './path.ts';
import { compileField, conditionOf, pathOf, type Read, Unlisted } from './value.ts';

/** Distinct values that are named in the ledger as having no word; what comes beyond that is counted together. */
const MOST_NAMED = 100;
const SHOWN = 40;

interface Compiled {
  readonly as: Output;
  readonly when: ((scope: Scope) => boolean) | undefined;
  readonly each: ((scope: Scope) => unknown) | undefined;
  readonly fields: readonly { readonly name: string; readonly read: Read; readonly ignores: boolean; readonly elseWarns: boolean }[];
  readonly asks: readonly ('approval' | 'reason')[];
}

/** A parsed mapping compiles; what parse.ts lets pass cannot throw here. */
export function mappingAdapter(mapping: Mapping): Adapter {
  const outputs = mapping.read.map(compileOutput);
  const itemsOf = mapping.each === undefined ? undefined : pathOf(mapping.each);
  const stateOf = perSource(() => new State());
  return {
    type: `${MAPPING_TYPE}${mapping.name}`,
    title: mapping.title,
    version: mapping.version,
    channels: mapping.channels ?? defaultChannels(mapping.read),
    zone: mapping.zone,
    system: () => mapping.system ?? mapping.name,
    recognise: (sample) => recognise(mapping, sample),
    read(record, context) {
      const state = stateOf(context);
      const inner = state.begin(context);
      const data = record.data;
      const items = itemsOf === undefined ? undefined : itemsOf({ data, item: data, whole: data });
      if (itemsOf === undefined) readItem(data, data);
      else if (Array.isArray(items)) for (const item of items) readItem(item, data);
      else if (items !== undefined && items !== null) readItem(items, data);
      else state.reason ??= 'no-items';
      if (state.rejected !== undefined) context.reject(state.rejected);
      else if (state.said === 0) context.ignore(state.reason ?? 'says-nothing');

      function readItem(own: unknown, whole: unknown): void {
        for (const output of outputs) readOutput(output, { data: own, item: own, whole }, inner, state);
      }
    },
  };
}

/** What one record came to so far; one for each source. */
class State {
  said = 0;
  reason: string | undefined;
  rejected: string | undefined;
  #inner: AdapterContext | undefined;
  readonly #named = new Set<string>();

  /** The context as the parts see it: a part that says nothing does not take back what another said. */
  begin(context: AdapterContext): AdapterContext {
    this.said = 0;
    this.reason = this.rejected = undefined;
    this.#inner ??= {
      ...context,
      emit: (e) => {
        this.said++;
        context.emit(e);
      },
      ignore: (reason) => {
        this.reason ??= reason;
      },
      reject: (reason) => {
        this.rejected ??= reason;
      },
    };
    return this.#inner;
  }

  unlisted(field: string, value: string): string {
    const shown = value.slice(0, SHOWN).toWellFormed();
    const reason = `no ${field.replaceAll('_', ' ')} for ${JSON.stringify(shown)}`;
    if (this.#named.has(reason)) return reason;
    if (this.#named.size >= MOST_NAMED) return `no ${field.replaceAll('_', ' ')} for further values`;
    this.#named.add(reason);
    return reason;
  }
}

function readOutput(output: Compiled, scope: Scope, context: AdapterContext, state: State): void {
  if (output.when?.(scope) === false) {
    state.reason ??= 'condition-not-met';
    return;
  }
  if (output.each === undefined) {
    readRow(output, scope, context, state);
    return;
  }
  const items = output.each(scope);
  if (!Array.isArray(items)) {
    if (items === undefined || items === null) state.reason ??= 'no-items';
    else readRow(output, { ...scope, item: items }, context, state);
    return;
  }
  if (items.length === 0) state.reason ??= 'no-items';
  for (const item of items as readonly unknown[]) readRow(output, { ...scope, item }, context, state);
}

function readRow(output: Compiled, scope: Scope, context: AdapterContext, state: State): void {
  const row: Record<string, unknown> = {};
  for (const { name, read, ignores, elseWarns } of output.fields) {
    let value = read(scope, context);
    if (value instanceof Unlisted) {
      const reason = state.unlisted(name, value.value);
      if (ignores) {
        context.ignore(reason);
        return;
      }
      if (elseWarns) context.warn(name === 'kind' ? 'unknown-kind' : `unknown-${name.replaceAll('_', '-')}`, value.value.slice(0, SHOWN));
      // The source's own word stays, as the name of what happened.
      if (name === 'kind') row.operation ??= value.value;
      value = undefined;
    } else if (Array.isArray(value)) value = value.filter((v) => !(v instanceof Unlisted));
    if (value !== undefined) row[name] = value;
  }
  READERS[output.as](row, context, output.asks);
}

function compileOutput(output: MappedOutput): Compiled {
  const names = new Set(Object.keys(output.fields));
  const fields = MAPPED_FIELDS[output.as]
    .filter((f) => names.has(f.name))
    .map((f) => {
      const value = output.fields[f.name]!;
      const ignores = value.else === 'ignore';
      return { name: f.name, read: compileField(f, value), ignores, elseWarns: !ignores };
    });
  // An event is called by what its source calls it: where the kind is looked up, the text that it was looked up by.
  const kind = output.fields.kind;
  if (output.as === 'event' && output.fields.operation === undefined && kind?.values !== undefined) {
    const { values: _values, else: _else, ...raw } = kind;
    fields.push({ name: 'operation', read: compileField(fieldOf('event', 'operation')!, raw), ignores: false, elseWarns: false });
  }
  return {
    as: output.as,
    when: output.when === undefined ? undefined : conditionOf(output.when),
    each: output.each === undefined ? undefined : pathOf(output.each),
    fields,
    asks: [...(names.has('approver') || names.has('approved_at') ? ['approval' as const] : []), ...(names.has('reason') ? ['reason' as const] : [])],
  };
}

/** Where nothing is declared: as the plain tables have it. */
const CHANNELS: Readonly<Record<Output, readonly Channel[]>> = {
  event: ['iam-audit'],
  alert: [],
  notice: NOTICE_CHANNELS,
  route: [],
  action: ['iam-audit'],
  certification: ['certification'],
  identity: ['ownership'],
  claim: ['ownership'],
  person: ['hr'],
  membership: ['ownership'],
  oncall: ['oncall'],
  breakglass: ['iam-audit'],
  scope: [],
  mailrule: [],
};

function defaultChannels(read: readonly MappedOutput[]): readonly Channel[] {
  const out = new Set<Channel>();
  for (const output of read) {
    const said = output.as === 'notice' ? NOTICE_CHANNELS.find((c) => c === output.fields.channel?.value) : undefined;
    for (const channel of said === undefined ? CHANNELS[output.as] : [said]) out.add(channel);
  }
  return [...out];
}

/** A shape of which a few records lack a field is still the shape; one of which half do is another. */
const MOST_OF_THEM = 0.8;

function recognise(mapping: Mapping, sample: readonly RawRecord[]): Recognition {
  const { columns, where } = mapping.fits;
  const conditions = Object.keys(where);
  if (sample.length === 0 || (columns.length === 0 && conditions.length === 0)) return { score: 0, why: '' };
  const has = columns.map((path) => {
    const get = compilePath(path);
    return (r: RawRecord): boolean => r.header?.includes(path) === true || (typeof get !== 'string' && get(scopeOf(r)) !== undefined);
  });
  const holds = conditions.length === 0 ? undefined : conditionOf(where);
  let fitting = 0;
  const keys = new Set<string>();
  for (const r of sample) {
    for (const key of r.header ?? Object.keys(r.data)) keys.add(key);
    if (has.every((h) => h(r)) && holds?.(scopeOf(r)) !== false) fitting++;
  }
  const share = fitting / sample.length;
  if (share < MOST_OF_THEM) return { score: 0, why: '' };
  // The more of what a record has the mapping asks for, the surer: one that asks for `time` and `user` alone yields to whoever knows the rest.
  const known = columns.length + conditions.length;
  const score = known >= keys.size || conditions.length > 0 ? 1 : 0.6 + 0.39 * (known / keys.size);
  const said = [...columns, ...conditions].slice(0, 6).join(', ');
  return { score: score * share, why: `the mapping's ${columns.length > 0 ? 'fields' : 'values'} are there: ${said}${known > 6 ? ' …' : ''}` };
}

const scopeOf = (r: RawRecord): Scope => ({ data: r.data, item: r.data, whole: r.data });

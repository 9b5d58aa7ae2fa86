/** Mapping → YAML as a person would write it: a plain column for a value that is nothing else, short lists on one line. */
import { Document, isMap, isScalar, isSeq, visit } from 'yaml';
import { type Conditions, MAPPED_FIELDS, type MappedValue, type Mapping } from '../../model/mapping.ts';

const SHORT = 110;

export function writeMapping(mapping: Mapping): string {
  const { fits } = mapping;
  const whole = {
    mapping: mapping.name,
    title: mapping.title,
    version: mapping.version,
    ...(fits.columns.length === 0 && Object.keys(fits.where).length === 0
      ? {}
      : {
          fits: {
            ...(fits.columns.length === 0 ? {} : { columns: fits.columns }),
            ...(Object.keys(fits.where).length === 0 ? {} : { where: single(fits.where) }),
          },
        }),
    ...defined({ each: mapping.each, system: mapping.system, channels: mapping.channels, zone: mapping.zone }),
    read: mapping.read.map((output) => ({
      as: output.as,
      ...defined({ when: output.when === undefined ? undefined : single(output.when), each: output.each }),
      ...Object.fromEntries(
        MAPPED_FIELDS[output.as].flatMap((f) => {
          const value = output.fields[f.name];
          return value === undefined ? [] : [[f.name, plain(value)]];
        }),
      ),
    })),
  };
  const document = new Document(whole, { version: '1.2' });
  visit(document, {
    Seq(_, node) {
      if (node.items.every((i) => isScalar(i)) && lengthOf(node.toJSON()) < SHORT) node.flow = true;
    },
    Map(_, node, path) {
      const inside = path.length > 2 && node.items.every((p) => isScalar(p.value) || (isSeq(p.value) && p.value.items.every((i) => isScalar(i))));
      if (
        inside &&
        !path.some((p) => isSeq(p) && p.items.includes(node) && path.length < 5) &&
        lengthOf(node.toJSON()) < SHORT &&
        !isMap(path.at(-1))
      )
        node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

const lengthOf = (value: unknown): number => JSON.stringify(value).length;
const defined = (o: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined));
const single = (c: Conditions): Record<string, unknown> => Object.fromEntries(Object.entries(c).map(([k, v]) => [k, v.length === 1 ? v[0] : v]));

function plain(value: MappedValue): unknown {
  const { first, all, values, when, else: other, ...rest } = value;
  const others = defined(rest);
  if (value.path !== undefined && Object.keys(others).length === 1 && values === undefined && when === undefined) return value.path;
  return {
    ...(first === undefined ? {} : { first: first.map(plain) }),
    ...(all === undefined ? {} : { all: all.map(plain) }),
    ...others,
    ...(values === undefined ? {} : { values }),
    ...(when === undefined ? {} : { when: single(when) }),
    // Read last by a person, too: what holds for everything else.
    ...(other === undefined ? {} : { else: other }),
  };
}

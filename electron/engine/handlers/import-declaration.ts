/** The plan of an import as a bundle.yaml to begin with: what was found out is written down, so that it can be looked at and changed. */
import { writeFileSync } from 'node:fs';
import { formatDuration, formatInstant } from '../../../shared/base/instant.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import type { ImportPlan } from '../../../shared/views/types.ts';
import { asFileFailure } from '../bundle/bytes.ts';

const HEAD = `# What each file of this bundle is, as Tracewake would read it. Lay it at the top of the bundle as bundle.yaml and change what is wrong.
# \`covers\` is the period for which an export was asked; where it stands, silence is evidence. Take the # away and fill it in.
# A channel that the organisation does not have (no pager, no chat) is not asked for by a policy that does not name it.
sources:
`;

/** A name that holds what a pattern would understand is written so that it means itself. */
const pattern = (name: string): string => JSON.stringify(name.replaceAll(/[*?[\]{}\\]/g, '?'));
const plain = (text: string): string =>
  /^[A-Za-z][\w./+-]*$/.test(text) && !/^(?:true|false|yes|no|null|on|off)$/i.test(text) ? text : JSON.stringify(text);

export function declarationText(plan: ImportPlan): string {
  const lines: string[] = [HEAD];
  for (const m of plan.members) {
    lines.push(`  - match: ${pattern(m.name)}\n`);
    if (m.leftOut) {
      lines.push('    leave out: true\n');
      continue;
    }
    if (m.type === undefined) lines.push('    # no adapter knows it: name a type, or a mapping (mapping: FILE.yaml)\n');
    else lines.push(`    type: ${plain(m.type)}    # ${comment(m.why)}\n`);
    if (m.system !== undefined) lines.push(`    system: ${plain(m.system)}\n`);
    if (m.channels.length > 0) lines.push(`    channels: [${m.channels.join(', ')}]\n`);
    if (m.zone !== undefined) lines.push(`    zone: ${plain(m.zone)}\n`);
    if (m.clock !== undefined) {
      const { offset, uncertainty } = m.clock;
      lines.push(
        `    clock: {offset: ${formatDuration(offset)}${uncertainty === undefined ? '' : `, uncertainty: ${formatDuration(uncertainty)}`}}\n`,
      );
    }
    const covers =
      m.declared ?? (m.sample?.first === undefined || m.sample.last === undefined ? undefined : { from: m.sample.first, to: m.sample.last });
    if (covers !== undefined)
      lines.push(`    ${m.declared === undefined ? '# ' : ''}covers: {from: ${formatInstant(covers.from)}, to: ${formatInstant(covers.to)}}\n`);
  }
  return lines.join('');
}

const comment = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 120);

/** Never over a file that is there. */
export function writeDeclaration(file: string, text: string): string {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'EEXIST')
      throw new Failure({ code: 'environment', message: 'the file is there already and was not written over', file, advice: 'Give another name.' });
    throw asFileFailure(e, file);
  }
  return file;
}

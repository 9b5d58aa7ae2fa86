/** ServiceNow configuration items: who owns, manages and supports what, and who attested it when. */
import { alias } from '../model/ids.ts';
import type { ClaimRole } from '../model/vocabulary.ts';
import type { Adapter, AdapterContext } from './adapter.ts';
import { itemsOf } from './envelope.ts';
import type { Fields } from './fields.ts';
import { recognition } from './recognition.ts';
import { snDisplay, snReference, snText, snUser } from './servicenow.ts';

const isItem = (d: Fields): boolean =>
  d.name !== undefined &&
  (d.owned_by !== undefined || d.managed_by !== undefined || d.support_group !== undefined) &&
  (d.sys_class_name !== undefined || d.sys_id !== undefined);

export const servicenowCmdb: Adapter = {
  type: 'servicenow-cmdb',
  title: 'ServiceNow configuration items',
  version: 1,
  channels: ['ownership'],
  system: () => 'servicenow',
  recognise(sample) {
    return recognition(
      sample,
      (data) => itemsOf(data, ['result'], isItem).some(isItem),
      0.92,
      'name and sys_class_name beside owned_by, managed_by or support_group',
    );
  },
  read(record, context) {
    let said = 0;
    for (const item of itemsOf(record.data, ['result'], isItem)) said += readItem(item, context);
    if (said === 0) context.ignore('no-owner');
  },
};

function readItem(item: Fields, context: AdapterContext): number {
  const name = snText(item.name);
  if (name === undefined || !isItem(item)) return 0;
  const sort = snText(item.sys_class_name) ?? '';
  const subjectType = sort.includes('appl') ? 'application' : sort.includes('service') ? 'service' : 'identity';
  const subject = subjectType === 'identity' ? alias('name', name) : name;
  // An attestation says that it was so then; without one the record's last change does.
  const asOf = context.time(snText(item.attested_date)) ?? context.time(snText(item.sys_updated_on));
  let said = 0;
  const claim = (role: ClaimRole, party: string | undefined, partyType: 'person' | 'team'): void => {
    if (party === undefined) return;
    context.emit({ type: 'claim', subject, subjectType, role, party, partyType, from: undefined, to: undefined, asOf, system: undefined });
    said++;
  };
  claim('owner', snUser(item.owned_by), 'person');
  claim('technical-owner', snUser(item.managed_by), 'person');
  claim('technical-owner', snDisplay(item.support_group) ?? snReference(item.support_group), 'team');
  return said;
}

import type { Engine, ResultOf } from '../../shared/contract/requests.ts';
import { useCase } from './case.ts';
import { go, useNavigation } from './navigation.ts';

/** The case of the sample is opened, at its first finding for who waits where it was begun. */
export async function openSample(engine: Engine, { caseDir, highlights }: ResultOf<'demo.run'>): Promise<void> {
  if (caseDir === undefined) return;
  const opened = await useCase.getState().open(engine, { dir: caseDir });
  const first = highlights[0]?.finding;
  if (opened && useNavigation.getState().screen === 'start') go('findings', first === undefined ? {} : { finding: first });
}

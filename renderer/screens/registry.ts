/**
 * The only list of screens. To add one: its name in state/navigation.ts, its folder here, a line below; where it stands
 * in the rail, frame/Rail.tsx; its key, frame/keymap.ts. A screen takes no props: it reads its parameters from
 * useNavigation and asks the engine with useRequest.
 */
import type { ComponentType } from 'react';
import type { Screen } from '../state/navigation.ts';
import { CustodyScreen } from './custody/CustodyScreen.tsx';
import { EvidenceScreen } from './evidence/EvidenceScreen.tsx';
import { FindingsScreen } from './findings/FindingsScreen.tsx';
import { GraphScreen } from './graph/GraphScreen.tsx';
import { IdentitiesScreen } from './identities/IdentitiesScreen.tsx';
import { ImportScreen } from './import/ImportScreen.tsx';
import { MatrixScreen } from './matrix/MatrixScreen.tsx';
import { NotebookScreen } from './notebook/NotebookScreen.tsx';
import { PolicyScreen } from './policy/PolicyScreen.tsx';
import { QuestionsScreen } from './questions/QuestionsScreen.tsx';
import { SourcesScreen } from './sources/SourcesScreen.tsx';
import { StartScreen } from './start/StartScreen.tsx';
import { TimelineScreen } from './timeline/TimelineScreen.tsx';
import { WakeScreen } from './wake/WakeScreen.tsx';
import { WakesScreen } from './wakes/WakesScreen.tsx';

export const SCREEN_VIEWS: Partial<Record<Screen, ComponentType>> = {
  start: StartScreen,
  import: ImportScreen,
  sources: SourcesScreen,
  timeline: TimelineScreen,
  wakes: WakesScreen,
  wake: WakeScreen,
  findings: FindingsScreen,
  identities: IdentitiesScreen,
  graph: GraphScreen,
  notebook: NotebookScreen,
  custody: CustodyScreen,
  evidence: EvidenceScreen,
  policy: PolicyScreen,
  matrix: MatrixScreen,
  questions: QuestionsScreen,
};

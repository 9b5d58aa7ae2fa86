/** The whole window over drawn answers, to be looked at while a screen is made: `npx vite -c test/renderer/preview/vite.config.ts`. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../../../renderer/styles/tokens.css';
import '../../../renderer/styles/base.css';
import '../../../renderer/styles/widgets.css';
import '../../../renderer/styles/frame.css';
import { App } from '../../../renderer/frame/App.tsx';
import { HostContext } from '../../../renderer/state/engine.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import { fixtureEngine, fixtureHost, type Handlers } from '../fixture/engine.ts';
import { graph } from '../fixture/graph.ts';
import { panels } from '../fixture/panels.ts';
import { timeline } from '../fixture/timeline.ts';
import { wakes } from '../fixture/wake.ts';

// `?closed`: as if no case were open.
const closed: Handlers = location.search.includes('closed')
  ? {
      'case.summary': () => {
        throw new Failure({ code: 'not-found', message: 'No case is open.' });
      },
    }
  : {};
const root = document.getElementById('root');
if (root === null) throw new Error('no #root');
createRoot(root).render(
  <StrictMode>
    <HostContext value={fixtureHost(fixtureEngine(panels(120), timeline, wakes, graph, closed))}>
      <App />
    </HostContext>
  </StrictMode>,
);

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles/tokens.css';
import './styles/base.css';
import './styles/widgets.css';
import './styles/frame.css';
import { App } from './frame/App.tsx';
import { HostContext } from './state/engine.ts';
import { bridgeHost } from './transport/bridge.ts';
import { loopbackHost } from './transport/loopback.ts';

const host = window.tracewake === undefined ? loopbackHost() : bridgeHost(window.tracewake);
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <HostContext value={host}>
      <App />
    </HostContext>
  </StrictMode>,
);

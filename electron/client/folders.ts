/** Where the user's own things lie, apart from any case. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder of the user's own mappings: `TRACEWAKE_MAPPINGS` where it is set, else in the place that the system keeps for the settings of
 * applications. It is made with the first mapping that is saved there.
 */
export function mappingFolder(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string = homedir(),
): string {
  const own = environment.TRACEWAKE_MAPPINGS;
  if (own !== undefined && own !== '') return own;
  if (platform === 'win32') return join(environment.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Tracewake', 'mappings');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Tracewake', 'mappings');
  const config = environment.XDG_CONFIG_HOME;
  return join(config?.startsWith('/') ? config : join(home, '.config'), 'tracewake', 'mappings');
}

/** What one person likes on one machine: in the browser's own storage, never in the case. */
import { create } from 'zustand';

export interface RecentCase {
  readonly dir: string;
  readonly title: string;
  /** Milliseconds since 1970, for the order of the list only. */
  readonly openedAt: number;
}

interface Preferences {
  readonly theme: 'light' | 'dark' | undefined;
  /** Single-letter keys; WCAG 2.1.4 asks that they can be turned off. */
  readonly letters: boolean;
  readonly recent: readonly RecentCase[];
  toggleTheme(): void;
  setLetters(on: boolean): void;
  remember(dir: string, title: string): void;
  forget(dir: string): void;
}

const KEY = 'tracewake.preferences';
const MOST_RECENT = 12;

type Stored = Pick<Preferences, 'theme' | 'letters' | 'recent'>;

function load(): Stored {
  const fallback: Stored = { theme: undefined, letters: true, recent: [] };
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof found !== 'object' || found === null) return fallback;
    const { theme, letters, recent } = found as Partial<Record<keyof Stored, unknown>>;
    return {
      theme: theme === 'light' || theme === 'dark' ? theme : undefined,
      letters: letters !== false,
      recent: Array.isArray(recent) ? recent.filter(isRecent) : [],
    };
  } catch {
    // Storage may be off or hold what another version wrote; preferences are never worth an error.
    return fallback;
  }
}

const isRecent = (x: unknown): x is RecentCase =>
  typeof x === 'object' && x !== null && typeof (x as RecentCase).dir === 'string' && typeof (x as RecentCase).title === 'string';

const systemTheme = (): 'light' | 'dark' => (globalThis.matchMedia?.('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

export const usePreferences = create<Preferences>((update, get) => ({
  ...load(),
  toggleTheme() {
    update({ theme: (get().theme ?? systemTheme()) === 'dark' ? 'light' : 'dark' });
  },
  setLetters(letters) {
    update({ letters });
  },
  remember(dir, title) {
    update({ recent: [{ dir, title, openedAt: Date.now() }, ...get().recent.filter((r) => r.dir !== dir)].slice(0, MOST_RECENT) });
  },
  forget(dir) {
    update({ recent: get().recent.filter((r) => r.dir !== dir) });
  },
}));

/** Writes preferences down and keeps `data-theme` on the document right. Returns the function that ends it. */
export function keepPreferences(): () => void {
  const media = matchMedia('(prefers-color-scheme: dark)');
  const apply = (): void => {
    const { theme, letters, recent } = usePreferences.getState();
    document.documentElement.setAttribute('data-theme', theme ?? systemTheme());
    try {
      localStorage.setItem(KEY, JSON.stringify({ theme, letters, recent }));
    } catch {
      // Storage may be full or forbidden; the session goes on with what it has.
    }
  };
  apply();
  const end = usePreferences.subscribe(apply);
  media.addEventListener('change', apply);
  return () => {
    end();
    media.removeEventListener('change', apply);
  };
}

/** The theme that is drawn now; for canvases, which have to draw again when it changes. */
export function useTheme(): 'light' | 'dark' {
  return usePreferences((s) => s.theme) ?? systemTheme();
}

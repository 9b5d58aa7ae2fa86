/**
 * Where the user is: a screen and its parameters, kept in the address after `#`, so that a reload keeps the place and
 * Back works. `#findings?finding=f-12&severity=critical,high`.
 */
import { create } from 'zustand';
import { caseNow, forgetWithCase } from './forgetting.ts';

export const SCREENS = [
  'start',
  'import',
  'sources',
  'timeline',
  'wakes',
  'wake',
  'findings',
  'identities',
  'graph',
  'notebook',
  'custody',
  'evidence',
  'policy',
  'matrix',
  'questions',
] as const;
export type Screen = (typeof SCREENS)[number];
export type Params = Readonly<Record<string, string | undefined>>;

export interface Place {
  readonly screen: Screen;
  readonly params: Params;
}

export function readHash(hash: string): Place {
  const body = hash.replace(/^#\/?/, '');
  const cut = body.indexOf('?');
  const name = cut < 0 ? body : body.slice(0, cut);
  const screen = SCREENS.find((s) => s === name) ?? 'start';
  // `wake=` asks for no wake, as a link without it does.
  const params = cut < 0 ? [] : [...new URLSearchParams(body.slice(cut + 1))].filter(([, value]) => value !== '');
  return { screen, params: Object.fromEntries(params) };
}

export function writeHash(place: Place): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(place.params)) if (value !== undefined && value !== '') query.set(key, value);
  const text = query.toString();
  return `#${place.screen}${text === '' ? '' : `?${text}`}`;
}

interface Navigation extends Place {
  /** A step that Back undoes. */
  go(screen: Screen, params?: Params): void;
  /** Changes parameters of the present screen without a step (selection, filters); `undefined` takes one away. */
  set(params: Params): void;
  /** Takes the place that the address names now. */
  follow(): void;
}

export const useNavigation = create<Navigation>((update, get) => ({
  ...readHash(globalThis.location?.hash ?? ''),
  go(screen, params = {}) {
    update({ screen, params });
    history.pushState({ of: caseNow() }, '', writeHash({ screen, params }));
  },
  set(changed) {
    const { screen } = get();
    const params = { ...get().params, ...changed };
    update({ screen, params });
    history.replaceState({ of: caseNow() }, '', writeHash({ screen, params }));
  },
  follow() {
    const place = readHash(location.hash);
    const of: unknown = history.state?.of;
    // Back to a place of a case that was left: the screen is there in this one too, what was chosen on it is not.
    const params = of === undefined || of === caseNow() ? place.params : {};
    update({ screen: place.screen, params });
    history.replaceState({ of: caseNow() }, '', writeHash({ screen: place.screen, params }));
  },
}));
// Another window may have opened another case under a screen of this one.
forgetWithCase(() => {
  const { screen, params } = useNavigation.getState();
  if (Object.keys(params).length > 0) {
    useNavigation.setState({ params: {} });
    history.replaceState({ of: caseNow() }, '', writeHash({ screen, params: {} }));
  }
});

/** Follows Back, Forward and links. Returns the function that ends it. */
export function followAddress(): () => void {
  const { follow } = useNavigation.getState();
  window.addEventListener('popstate', follow);
  window.addEventListener('hashchange', follow);
  return () => {
    window.removeEventListener('popstate', follow);
    window.removeEventListener('hashchange', follow);
  };
}

export const go = (screen: Screen, params?: Params): void => useNavigation.getState().go(screen, params);

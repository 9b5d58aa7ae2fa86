/** The package format. A reader that does not know it says so and judges nothing. See docs/package-format.md. */
export const FORMAT = 'tracewake-evidence/1';
export const ROOTS_FORMAT = 'tracewake-roots/1';
/** What made a package. `build`: which of the builds that call themselves so; packages of the first builds do not say. */
export interface Tool {
  readonly name: string;
  readonly version: string;
  readonly build?: string | undefined;
}

export const TOOL = { name: 'tracewake', version: '0.1.0' } as const;

/** The open case. */
export interface OpenCase {
  readonly dir: string;
}

export interface Policy {
  readonly name: string;
  readonly revision: number;
}

/**
 * One question in flight at a time. A pan asks sixty times a second and the engine answers in its own time: what was asked
 * in between is forgotten, only the newest is asked next. The answer before stays until the next one comes.
 */
import { useEffect, useMemo, useState } from 'react';
import type { TracewakeError } from '../../../shared/contract/errors.ts';
import type { Args, Engine, Pushed, RequestName, ResultOf } from '../../../shared/contract/requests.ts';
import { errorOf, useEngine } from '../../state/engine.ts';

export interface LatestAnswer<K extends RequestName> {
  readonly value: ResultOf<K> | undefined;
  readonly error: TracewakeError | undefined;
}

export class Latest<K extends RequestName> {
  readonly #engine: Engine;
  readonly #name: K;
  readonly #give: (answer: LatestAnswer<K>) => void;
  #wanted: { readonly key: string; readonly args: Args<K> } | undefined;
  #asked: string | undefined;
  #busy = false;
  #ended = false;
  #value: ResultOf<K> | undefined;

  constructor(engine: Engine, name: K, give: (answer: LatestAnswer<K>) => void) {
    this.#engine = engine;
    this.#name = name;
    this.#give = give;
  }

  want(args: Args<K>): void {
    const key = JSON.stringify(args);
    if (key === this.#asked) {
      this.#wanted = undefined;
      return;
    }
    this.#wanted = { key, args };
    void this.#next();
  }

  /** Asks the same again, since something in the case has changed. */
  again(args: Args<K>): void {
    this.#asked = undefined;
    this.want(args);
  }

  end(): void {
    this.#ended = true;
  }

  async #next(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    while (this.#wanted !== undefined && !this.#ended) {
      const { key, args } = this.#wanted;
      this.#wanted = undefined;
      this.#asked = key;
      let error: TracewakeError | undefined;
      try {
        this.#value = await this.#engine.request(this.#name, args);
      } catch (thrown) {
        error = errorOf(thrown);
      }
      if (!this.#ended) this.#give({ value: this.#value, error });
    }
    this.#busy = false;
  }
}

/** The newest answer there is. `undefined` arguments ask nothing. */
export function useLatest<K extends RequestName>(name: K, args: Args<K> | undefined): LatestAnswer<K> {
  const engine = useEngine();
  const [answer, setAnswer] = useState<LatestAnswer<K>>({ value: undefined, error: undefined });
  // A strict-mode mount runs effects twice; the asker is made in the effect, so that the second one is whole again.
  const holder = useMemo<{ asker: Latest<K> | undefined; args: Args<K> | undefined }>(() => ({ asker: undefined, args: undefined }), []);
  useEffect(() => {
    const asker = new Latest<K>(engine, name, setAnswer);
    holder.asker = asker;
    if (holder.args !== undefined) asker.want(holder.args);
    const ends = engine.subscribe((pushed: Pushed) => {
      if (pushed.type === 'caseChanged' && pushed.what.some((w) => w === 'sources' || w === 'analysis') && holder.args !== undefined)
        asker.again(holder.args);
    });
    return () => {
      ends();
      asker.end();
      holder.asker = undefined;
    };
  }, [engine, name, holder]);
  const key = JSON.stringify(args);
  useEffect(() => {
    holder.args = args;
    if (args !== undefined) holder.asker?.want(args);
  }, [key, holder]);
  return answer;
}

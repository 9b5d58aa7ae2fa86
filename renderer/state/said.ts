/** The last thing that was done, said once in the status bar (and to assistive technology): `Recorded as custody entry 219.` */
import { create } from 'zustand';
import { forgetWithCase } from './forgetting.ts';

export const useSaid = create<{ readonly text: string }>(() => ({ text: '' }));
export const say = (text: string): void => useSaid.setState({ text });
forgetWithCase(() => say(''));

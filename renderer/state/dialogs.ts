/** Dialogs that belong to the window and not to a screen. */
import { create } from 'zustand';
import { forgetWithCase } from './forgetting.ts';

type Name = 'keys' | 'investigator';
export const useDialogs = create<{ readonly open: Name | undefined }>(() => ({ open: undefined }));
export const openDialog = (open: Name): void => useDialogs.setState({ open });
export const closeDialog = (): void => useDialogs.setState({ open: undefined });
forgetWithCase(closeDialog);

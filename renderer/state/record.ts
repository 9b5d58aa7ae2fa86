/** Which record is open in the panel that every citation opens. */
import { create } from 'zustand';
import { forgetWithCase } from './forgetting.ts';

interface OpenRecordState {
  readonly record: string | undefined;
  open(record: string): void;
  close(): void;
}

export const useOpenRecord = create<OpenRecordState>((update) => ({
  record: undefined,
  open: (record) => update({ record }),
  close: () => update({ record: undefined }),
}));
forgetWithCase(() => useOpenRecord.setState({ record: undefined }));

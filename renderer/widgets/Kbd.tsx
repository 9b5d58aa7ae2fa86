/** A key as it is written on a button. */
export function Kbd({ children }: { readonly children: string }) {
  return <kbd className="kbd">{children}</kbd>;
}

/** Keys that are pressed together or one after the other; the same one may come twice (`g g`). */
export function Kbds({ keys }: { readonly keys: readonly string[] }) {
  return (
    <span className="kbds">
      {keys.map((key, i) => (
        <Kbd key={`${i} ${key}`}>{key}</Kbd>
      ))}
    </span>
  );
}

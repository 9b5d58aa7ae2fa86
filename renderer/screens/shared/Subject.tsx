import { useNavigation } from '../../state/navigation.ts';
import { Text } from '../../widgets/Text.tsx';
import { placeOfId } from './places.ts';

/** A citation of anything in the case; leads to its screen where it has one. */
export function Subject({ id, label }: { readonly id: string; readonly label?: string | undefined }) {
  const go = useNavigation((s) => s.go);
  const place = placeOfId(id);
  if (place === undefined) {
    return (
      <span className="cite">
        <Text>{label ?? id}</Text>
      </span>
    );
  }
  return (
    <button
      type="button"
      className="cite"
      title={`Open ${id}`}
      onClick={(event) => {
        event.stopPropagation();
        go(place.screen, place.params);
      }}
    >
      <Text>{label ?? id}</Text>
    </button>
  );
}

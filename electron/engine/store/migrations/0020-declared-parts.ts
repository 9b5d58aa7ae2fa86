/**
 * Several entries of bundle.yaml may declare one file: channel by channel, or with a hole between two intervals. JSON, as
 * `DeclaredPart`s; null where one entry says all, which `declared_from` and `declared_to` hold.
 */
export const declaredParts = 'ALTER TABLE source ADD COLUMN declared_parts TEXT;';

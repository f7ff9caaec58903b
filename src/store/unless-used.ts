/** Deletes only what nothing refers to. The database's own foreign keys say what does, also those of later tables. */
const FOREIGN_KEY_VIOLATION = '23503';

/** false when rows refer to what was to be deleted. Give it the whole transaction, which such a refusal ends. */
export async function unlessUsed(remove: () => Promise<unknown>): Promise<boolean> {
  try {
    await remove();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === FOREIGN_KEY_VIOLATION) return false;
    throw error;
  }
}

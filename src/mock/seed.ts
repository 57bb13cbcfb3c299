/** Entities a mock starts with. */
export interface Seed {
  users?: Record<string, object>;
}

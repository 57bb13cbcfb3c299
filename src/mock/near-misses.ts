/** The known name that another was probably meant to be: the same in other case, or one or two letters away. */
export function nearMiss(name: string, known: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  // Of short names nearly everything is two letters away.
  let limit = Math.min(2, Math.floor(name.length / 4));
  for (const candidate of known) {
    const distance = editDistance(wanted, candidate.toLowerCase(), limit);
    if (distance > limit) continue;
    best = candidate;
    if (distance === 0) return best;
    limit = distance - 1;
  }
  return best;
}

/** Letters to add, leave out or change; more than `limit` where it would be more. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const present = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const changed = (above[column - 1] as number) + (a[row - 1] === b[column - 1] ? 0 : 1);
      present.push(Math.min(changed, (above[column] as number) + 1, (present[column - 1] as number) + 1));
    }
    above = present;
  }
  return above[b.length] as number;
}

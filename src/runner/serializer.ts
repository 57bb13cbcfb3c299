import { type Changes, changesBrand } from '../mock/changes.ts';
import { snapshotText } from '../mock/snapshot-text.ts';
import { snapshotBrand } from '../mock/snapshot.ts';

/**
 * A serializer for snapshot tests: `aws.snapshot()` as an indented text with policies in words, `aws.changes()` as a
 * line for each change. Other values are left alone.
 *
 * ```ts
 * expect.addSnapshotSerializer(serializer);   // or snapshotSerializers in the configuration
 * expect(aws.snapshot()).toMatchSnapshot();
 * ```
 */
export const serializer = {
  test: (value: unknown): boolean => hasBrand(value, snapshotBrand) || hasBrand(value, changesBrand),

  serialize(
    value: unknown,
    _config: unknown,
    indentation: string,
    _depth: unknown,
    _refs: unknown,
    _printer: unknown,
  ): string {
    const text = hasBrand(value, changesBrand)
      ? (value as Changes).format()
      : snapshotText(value as Readonly<Record<string, unknown>>);
    return text.replaceAll('\n', `\n${indentation}`);
  },
};

const hasBrand = (value: unknown, brand: symbol): boolean =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, brand);

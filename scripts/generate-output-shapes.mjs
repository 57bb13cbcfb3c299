// Writes assets/output-shapes.json: what the outputs of IAM's and STS's operations are made of, from the schemas that
// the commands of the installed SDK carry.
//
//   node scripts/generate-output-shapes.mjs
//
// `[X]` is a list of X, `{X}` a map of X by text, a name in capitals a structure, the others are scalars.
import { writeFileSync } from 'node:fs';
import * as iam from '@aws-sdk/client-iam';
import * as sts from '@aws-sdk/client-sts';
import { NormalizedSchema } from '@smithy/core/schema';

function shapesOf(sdk) {
  const structures = {};
  const typeOf = (schema) => {
    if (schema.isListSchema()) return `[${typeOf(schema.getValueSchema())}]`;
    if (schema.isMapSchema()) return `{${typeOf(schema.getValueSchema())}}`;
    if (schema.isStructSchema()) return structure(schema);
    if (schema.isTimestampSchema()) return 'date';
    if (schema.isBlobSchema()) return 'bytes';
    if (schema.isBooleanSchema()) return 'boolean';
    if (schema.isNumericSchema()) return 'number';
    if (schema.isStringSchema()) return 'text';
    throw new Error(`${schema.getName(true)} has a type that nobody thought of.`);
  };
  const structure = (schema) => {
    const name = schema.getName();
    if (!(name in structures)) {
      structures[name] = {};
      structures[name] = membersOf(schema);
    }
    return name;
  };
  const membersOf = (schema) =>
    Object.fromEntries([...schema.structIterator()].map(([name, member]) => [name, typeOf(member)]));

  const operations = {};
  for (const [name, Command] of Object.entries(sdk)) {
    if (!/^[A-Z]\w*Command$/.test(name)) continue;
    const [, , operation, , , output] = new Command({}).schema;
    const schema = NormalizedSchema.of(output);
    operations[operation] = schema.isStructSchema() ? membersOf(schema) : {};
  }
  return { operations, structures };
}

const lines = (object) =>
  Object.entries(object)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
    .join(',\n');
const service = ({ operations, structures }) =>
  `{"operations":{\n${lines(operations)}},\n"structures":{\n${lines(structures)}}}`;
writeFileSync(
  new URL('../assets/output-shapes.json', import.meta.url),
  `{"iam":${service(shapesOf(iam))},\n"sts":${service(shapesOf(sts))}}\n`,
);

import type * as fastXmlParser from 'fast-xml-parser';
import { loadModule } from './lazy-module.ts';

/** An element of an XML document, with its name resolved against the namespaces in scope. */
export interface XmlElement {
  /** Namespace URI; empty where the element is in none. */
  readonly namespace: string;
  /** Local name: `EntityDescriptor` of `md:EntityDescriptor`. */
  readonly name: string;
  /** By name as written; prefixed attributes keep their prefix. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Child elements in document order. */
  readonly children: readonly XmlElement[];
  /** The element's own text, references resolved, without that of its children. */
  readonly text: string;
}

/**
 * The root element of an XML document; undefined for text that is not well-formed or has more than a root.
 *
 * Documents come from strangers, so a document type and its entities are refused, never expanded: SAML forbids
 * them as well (OASIS SAML V2.0 Errata, "SAML documents MUST NOT contain document type declarations").
 */
export function parseXml(text: string): XmlElement | undefined {
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) return undefined;
  try {
    const roots = (xmlParser().parse(text, true) as ParsedNode[]).filter(
      (node) => elementName(node)[0] !== '?',
    );
    const [root, ...others] = roots;
    return root === undefined || others.length > 0 ? undefined : elementOf(root, new Map());
  } catch {
    return undefined;
  }
}

/** Every element below `element`, itself included, that has this namespace and name, in document order. */
export function* elementsNamed(element: XmlElement, namespace: string, name: string): Generator<XmlElement> {
  if (element.name === name && element.namespace === namespace) yield element;
  for (const child of element.children) yield* elementsNamed(child, namespace, name);
}

/** A node as the parser gives it with `preserveOrder`: one key that is the name, and the attributes. */
type ParsedNode = Readonly<Record<string, unknown>>;

let parser: fastXmlParser.XMLParser | undefined;

/** Loaded at the first document: importing the library costs 10 ms or more. */
function xmlParser(): fastXmlParser.XMLParser {
  if (parser !== undefined) return parser;
  const library = loadModule('fast-xml-parser') as typeof fastXmlParser;
  parser = new library.XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    // References are resolved below: the parser would leave unknown ones as they stand.
    processEntities: false,
    cdataPropName,
  });
  return parser;
}

const attributesKey = ':@';
const textKey = '#text';
const cdataPropName = '#cdata';

const elementName = (node: ParsedNode): string =>
  Object.keys(node).find((key) => key !== attributesKey) ?? '';

function elementOf(node: ParsedNode, outer: ReadonlyMap<string, string>): XmlElement {
  const qualifiedName = elementName(node);
  const attributes = new Map(
    Object.entries((node[attributesKey] ?? {}) as Record<string, string>).map(([name, value]) => [
      name,
      resolveReferences(value),
    ]),
  );
  const scope = new Map(outer);
  for (const [name, value] of attributes) {
    if (name === 'xmlns') scope.set('', value);
    else if (name.startsWith('xmlns:')) scope.set(name.slice(6), value);
  }
  const [prefix, name] = split(qualifiedName);
  const namespace = scope.get(prefix);
  if (namespace === undefined && prefix !== '')
    throw new SyntaxError(`Namespace prefix ${prefix} is unbound.`);
  const children: XmlElement[] = [];
  let text = '';
  for (const child of node[qualifiedName] as ParsedNode[]) {
    const childName = elementName(child);
    if (childName === textKey) text += resolveReferences(String(child[textKey]));
    else if (childName === cdataPropName)
      text += (child[cdataPropName] as ParsedNode[]).map((part) => String(part[textKey])).join('');
    else children.push(elementOf(child, scope));
  }
  return { namespace: namespace ?? '', name, attributes, children, text };
}

function split(qualifiedName: string): readonly [prefix: string, name: string] {
  const colon = qualifiedName.indexOf(':');
  return colon < 0 ? ['', qualifiedName] : [qualifiedName.slice(0, colon), qualifiedName.slice(colon + 1)];
}

/** The five entities of XML itself. Without a document type there are no others. */
const predefined: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** @throws SyntaxError for a reference to an entity that XML does not define. */
function resolveReferences(text: string): string {
  return text.replace(/&([^;&]*);?/g, (reference, name: string) => {
    const number = /^#(?:x([0-9a-f]+)|(\d+))$/i.exec(name);
    const character = number
      ? String.fromCodePoint(number[1] ? Number.parseInt(number[1], 16) : Number(number[2]))
      : Object.hasOwn(predefined, name) && predefined[name];
    if (!character || !reference.endsWith(';')) throw new SyntaxError(`Unknown reference ${reference}`);
    return character;
  });
}

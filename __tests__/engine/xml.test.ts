import { elementsNamed, parseXml } from '../../src/engine/xml.ts';

describe('parseXml', () => {
  test('resolves prefixes, default namespaces and their scopes', () => {
    const root = parseXml(
      '<?xml version="1.0"?><m:a xmlns:m="urn:m" xmlns="urn:d"><b/><m:c x="1" m:y="2"><b xmlns=""/></m:c></m:a>',
    );
    expect(root).toMatchObject({ namespace: 'urn:m', name: 'a' });
    expect(root?.children.map(({ namespace, name }) => [namespace, name])).toEqual([
      ['urn:d', 'b'],
      ['urn:m', 'c'],
    ]);
    expect([...(root?.children[1]?.attributes ?? [])]).toEqual([
      ['x', '1'],
      ['m:y', '2'],
    ]);
    expect(root?.children[1]?.children[0]).toMatchObject({ namespace: '', name: 'b' });
  });

  test.each([
    ['predefined entities', '<a>&lt;&gt;&amp;&quot;&apos;</a>', '<>&"\''],
    ['character references', '<a>&#65;&#x1F600;</a>', 'A\u{1F600}'],
    ['an escaped reference, once', '<a>&amp;lt;</a>', '&lt;'],
    ['CDATA as it stands', '<a>x<![CDATA[<b>&amp;</b>]]>y</a>', 'x<b>&amp;</b>y'],
    ['white space kept', '<a> x\n </a>', ' x\n '],
    ['comments left out', '<a>x<!-- no -->y</a>', 'xy'],
    ['numbers as text', '<a>007</a>', '007'],
    ['an empty element', '<a/>', ''],
  ])('text: %s', (_name, document, text) => expect(parseXml(document)?.text).toBe(text));

  test('attributes are resolved too', () =>
    expect(parseXml('<a x="1&amp;2" y="007"/>')?.attributes).toEqual(
      new Map([
        ['x', '1&2'],
        ['y', '007'],
      ]),
    ));

  test('elements are found at any depth, in document order', () => {
    const root = parseXml('<n xmlns="u"><n i="1"><x><n i="2"/></x></n><n xmlns="v" i="3"/></n>');
    if (root === undefined) throw new Error('not parsed');
    expect([...elementsNamed(root, 'u', 'n')].map(({ attributes }) => attributes.get('i'))).toEqual([
      undefined,
      '1',
      '2',
    ]);
  });

  test.each([
    ['empty text', ''],
    ['no markup', 'metadata'],
    ['an unclosed element', '<a><b></a>'],
    ['two roots', '<a/><b/>'],
    ['an unbound prefix', '<m:a/>'],
    ['an attribute without quotes', '<a x=1/>'],
    ['an entity that XML does not define', '<a>&nbsp;</a>'],
    ['a bare ampersand', '<a>x & y</a>'],
    ['a character beyond Unicode', '<a>&#x110000;</a>'],
    ['a document type', '<!DOCTYPE a><a/>'],
    ['a document type in small letters', '<!doctype a><a/>'],
    ['entities that grow', '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'],
    ['an external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
  ])('refuses %s', (_name, document) => expect(parseXml(document)).toBeUndefined());
});

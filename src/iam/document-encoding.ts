/**
 * A policy document as IAM's replies carry it: percent-encoded after RFC 3986, byte for byte as it was sent.
 * `encodeURIComponent` leaves five characters alone that AWS encodes.
 */
export const encodeDocument = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

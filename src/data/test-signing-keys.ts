/**
 * TEST KEYS, published with this package: never trust anything they sign outside a test. They are what the
 * mock's GetWebIdentityToken signs with, fixed so that tokens are the same from run to run and so that no test
 * waits for a key to be generated. Made with node:crypto, in the form of RFC 7517.
 */
export const rs256TestKey = {
  kty: 'RSA',
  n: 'wz1WXwcV99cbbQ6rlYhExJT431o4SfDQ-Pqx67ocGAgjn-zMTIwSRqXrQnXofMgAFQeH5Jr7pJY8XdgshJOL5QEVBGQUx-IkgJYfP02KY9A_5cGbw1oL5GmJKzpHaPt2E_a_c5WoaBokzRgqtqnZRH69cerbjxXrFHq8GDlrsU6bNqLTyHVlKBqpoyYPWzJA15OSVuq80z15oBCv6z-1UAy9FUSttCRWk4iZGc5vC7qPEqwHJ3eAO6hhQPemckMgD2LPrGwXb0q8aSsZrip400BSMpeWJWakUYS6mJ5BY2_rys1TUvfGhXb7ghA4CESz1dALIEcOwAJkd5LaE5UzKQ',
  e: 'AQAB',
  d: 'EBmDgRAQRXD5S7-xMgI763r-X8qsiBph3RotKEtfTDMFnwcznJ9TVXySnxcifgGvEgzeLaGDHUIfRbzRBPi2yUJS1ZscJJR3HpxihMGT5yGx1zQlMFGBWAtE2qnyYAuWY9SN2o3thnIbdUcoJIpyhmWuIRH1G4I68aQiVRwND6CPENcsILPB4_3DtZprydXLNeaTh6GAelX_Vipari0gfGRrfgz_9a62kC-OgnGEjIAhddyIjKYXLZ-4QaU3Z6ZacjjqkqBu-rWkaA-1w4xKoOroMLxD2_mNZweLFZSA5kSQexnp7BPSFAlbcJ8QHcygHouTirIVwisrU0QRCRGCgQ',
  p: '7_TIxRDnXfMTAUNBhzR0owWwvPL17OQwjLk-O7n2xaDjUHs42P0CexFEOYDrdKXWEa6GnJTlYBIefh7vyhSVzZBjFKMfMsY87jD2Q5Z3cu9b5QdiB0ZAF3EgCc3pTKW8PqSTAyF4WSZtyE7k2A4toPZPaQdmPByFG7o1OYPv9kE',
  q: '0EspG56Vl1SwgsfjO_rZLwkeLgWhCHQ7lrEwqBvV2s4QPZmh0OrH_BSilVavgsaXE7h9LHYwgQYlaLYTUm4ybYFctEWvZPSgkIWsuf1oAQllWdjMlNc-dE-uHujgodqol4FTVd3Igw_J7S0O_Sta_pcuxgO4sM3pqtKXuWZ9kuk',
  dp: 'T4DZLIIHRpeNCnQQOA3nP0RZZKFTXiPU-is-NWfOHXjLGBVbpnld4wy7gBn46XMw1DbxHtwui4A1XjA93sSnRa67RVEuuxH3iivqzEYEWa540g96KVLbVWkD5nu0-tJG5rJ8iyMBzvfuk9mf9P3tnFE_ylrLQstoRuGRVPckAIE',
  dq: 'PGCdEOF-MTieVbqFVtyW2fiFpAeDr0SqBTtlhEVVTzCOKpz-9-UmhR6iJjHTfE_-ePvwZNP5qVzTuS-WGD3TJkTqT2MnvVbfuCTXda5L2IkVtN6QJtDhzKtQKKuOebw9RHV7Z5d7SOppuPNnteE8ZjICn-lyPuXhRt_2lQptegk',
  qi: 'MTu2n2oCLlkbgH4H0p1j5rrEzbGyT7nWKKMrvxspnKB6gYEbiK93JuK-PGPIrkUJ9vopU0RKtnm1KoSdNe8SUEStxGDGaUzp7bGTSKjK_7b2gV7v22GtioPdN1L9SXbaYrGb6Civtg4_pneJ---FuWglU3St49Ht5eBcHdORtUc',
  kid: 'iam-in-memory-test-rs256',
  alg: 'RS256',
  use: 'sig',
};

/** See {@link rs256TestKey}. */
export const es384TestKey = {
  kty: 'EC',
  x: '71uoSsDSaIKow492o2UtqxMY9LKmo2-PHVuO5FsoBEFgBC580BWcTfD_k67JZ5He',
  y: 'sRwmJEkZQnCohVDPzOu0R69jtjB3dQWspx2dwPwPJILn7pjCcvR9QVdahVSvHJSr',
  crv: 'P-384',
  d: 'kl-mU8_3_CVVUDpjjoT-0uCqgsoSuIo3nxJQBF1eHsQDlYcDSc7sp-BdmNqOuqbh',
  kid: 'iam-in-memory-test-es384',
  alg: 'ES384',
  use: 'sig',
};

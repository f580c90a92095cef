// The names of the rows of all tables of hostile and odd requests.

import { REQUEST_ROWS } from '../../functions/authorizer/rows';
import { WIRE_ROWS } from '../request-guard/rows-of-wire';
import { AUDIENCE_ROWS, IDENTITY_ROWS, KID_OWNER_ROWS, TIME_ROWS } from './rows-of-claims';
import { ALGORITHM_ROWS, ENCODING_ROWS, HEADER_ROWS } from './rows-of-form';
import { JSON_ROWS } from './rows-of-json';
import { ALGORITHM_AND_KEY_ROWS, REPOSITORY_ROWS, SIGNATURE_ROWS } from './rows-of-keys';

const TABLES: readonly (readonly { readonly name: string }[])[] = [
  ...[ALGORITHM_ROWS, ENCODING_ROWS, HEADER_ROWS, JSON_ROWS, KID_OWNER_ROWS, TIME_ROWS, AUDIENCE_ROWS, IDENTITY_ROWS],
  ...[ALGORITHM_AND_KEY_ROWS, SIGNATURE_ROWS, REPOSITORY_ROWS, REQUEST_ROWS, WIRE_ROWS],
];

it('has no two rows of one name, of which a failure would not say which it was', () => {
  for (const rows of TABLES) {
    const names = rows.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  }
});

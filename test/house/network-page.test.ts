// The flow table of docs/network.md is what the reference network's template says.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flowTable } from './flow-table';

const PAGE = join(__dirname, '../../docs/network.md');

// To update it: UPDATE_DOCS=1 npx jest test/house/network-page
test('the flow table of docs/network.md is the reference network’s', () => {
  const page = readFileSync(PAGE, 'utf8');
  const written = page.replace(
    /(<!-- flows -->\n)[\s\S]*(\n<!-- \/flows -->)/,
    (_all, begin, end) => `${begin}${flowTable()}${end}`,
  );
  if (process.env.UPDATE_DOCS) writeFileSync(PAGE, written);

  expect(written).toContain('| service | DynamoDB | tcp 443 |');
  expect(process.env.UPDATE_DOCS ? written : page).toBe(written);
});

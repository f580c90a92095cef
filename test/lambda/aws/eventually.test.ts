import { eventually } from '../../../lambda/aws/eventually';

const named = (name: string) => Object.assign(new Error('no'), { name });
const noPause = async () => {};

it.each(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation'])(
  'waits for permissions while it is %s',
  async (name) => {
    const act = jest.fn().mockRejectedValueOnce(named(name)).mockRejectedValueOnce(named(name)).mockResolvedValue('done');

    await expect(eventually(act, noPause)).resolves.toBe('done');
    expect(act).toHaveBeenCalledTimes(3);
  },
);

it('gives up after half a minute', async () => {
  const act = jest.fn().mockRejectedValue(named('AccessDenied'));
  let waited = 0;
  const pause = async (milliseconds: number) => {
    waited += milliseconds;
  };

  await expect(eventually(act, pause)).rejects.toThrow('no');
  expect(waited).toBe(27_000);
});

it('takes any other failure for final', async () => {
  const act = jest.fn().mockRejectedValue(named('NotFoundException'));

  await expect(eventually(act, noPause)).rejects.toThrow('no');
  expect(act).toHaveBeenCalledTimes(1);
});

import { type Simulator, simulator } from '../../support/simulator.ts';

let vendor: Simulator;

beforeEach(async () => {
  vendor = await simulator();
});
afterEach(() => vendor.stop());

const setMeta = (meta: boolean) => vendor.call('PUT', '/simulator/account', { meta });
const fetchMedia = (mediaId: unknown) => vendor.call('GET', `/v1/media/${mediaId}`);
const NOT_FOUND = { status: 404, body: { code: 'MEDIA_NOT_FOUND' } };
const link = 'https://example.com/a.jpg';

/** What the event of a file tells. */
async function arrive(file: object = { media: { link, type: 'image' } }) {
  const { body } = await vendor.call('POST', '/simulator/messages', { from: '+5511999999999', ...file });
  return body.data as Record<string, unknown>;
}

test.each([{ media: { link, type: 'image' } }, { sticker: { link } }])(
  'a file that comes to a Meta number can be fetched by its id: %j',
  async (file) => {
    await setMeta(true);
    const { mediaId, phoneNumberId, mediaLink } = await arrive(file);
    expect([phoneNumberId, mediaLink]).toEqual([expect.stringMatching(/^\d+$/), link]);
    expect(await fetchMedia(mediaId)).toMatchObject({ status: 200, body: { mediaId, link } });
  },
);

test('a file can be fetched for minutes, not without end', async () => {
  await setMeta(true);
  const { mediaId } = await arrive();
  await vendor.clock.advance(5 * 60_000 - 1);
  expect(await fetchMedia(mediaId)).toMatchObject({ status: 200 });
  await vendor.clock.advance(1);
  expect(await fetchMedia(mediaId)).toMatchObject(NOT_FOUND);
});

test('an unknown id is a 404, and so is any id on a number of another kind than Meta', async () => {
  await setMeta(true);
  const { mediaId } = await arrive();
  expect(await fetchMedia('none')).toMatchObject(NOT_FOUND);
  await setMeta(false);
  expect(await fetchMedia(mediaId)).toMatchObject(NOT_FOUND);
  expect(await arrive()).not.toHaveProperty('mediaId');
});

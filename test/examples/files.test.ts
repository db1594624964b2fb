import bot from '../../examples/files.ts';
import { conversation } from '../../testing/index.ts';

test('a file is noted with its caption, and listed', async () => {
  const contact = conversation(bot);
  const media = { type: 'image/jpeg', caption: 'Fachada', archiveKey: 'inbound/a/b.jpg' };
  expect(await contact.says('', { media })).toEqual(['Anotei uma imagem (Fachada). 1 arquivo na sua lista.']);
  await contact.says('', { media: { type: 'document', filename: 'contrato.pdf', archiveKey: 'inbound/a/c.pdf' } });
  expect(await contact.says(' Lista ')).toEqual(['1. uma imagem (Fachada)\n2. um documento (contrato.pdf)']);
});

test('a file without a copy is said to have none', async () => {
  const contact = conversation(bot);
  expect(await contact.says('', { media: { type: 'audio', link: 'https://example.com/a.ogg' } })).toEqual([
    'Anotei um áudio, mas sem cópia do arquivo. 1 arquivo na sua lista.',
  ]);
  expect(contact.memory).toEqual([{ type: 'audio', title: '' }]);
});

test('the last fifty files are kept, with short titles', async () => {
  const contact = conversation(bot);
  for (let i = 0; i < 60; i++) await contact.says('', { media: { type: 'video', caption: `${i} ${'x'.repeat(200)}` } });
  const files = contact.memory as { title: string }[];
  expect(files).toHaveLength(50);
  expect(files[0]?.title).toMatch(/^10 x+$/);
  expect(files[0]?.title).toHaveLength(100);
});

test('a title is cut between characters, however many code points they have', async () => {
  const contact = conversation(bot);
  await contact.says('', { media: { type: 'image', caption: '👨‍👩‍👧'.repeat(120) } });
  expect(contact.memory).toEqual([{ type: 'image', title: '👨‍👩‍👧'.repeat(100) }]);
});

test('without files there is no list, and other words get a hint', async () => {
  const contact = conversation(bot);
  expect(await contact.says('lista')).toEqual(['Você ainda não enviou nenhum arquivo.']);
  expect(await contact.says('oi')).toEqual([expect.stringContaining('Envie um arquivo')]);
});

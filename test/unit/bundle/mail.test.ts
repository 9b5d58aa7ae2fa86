import { describe, expect, test } from 'vitest';
import { MailSplitter } from '../../../electron/engine/bundle/split/mail.ts';
import { ADAPTERS } from '../../../shared/adapters/registry.ts';
import { formatInstant } from '../../../shared/base/instant.ts';
import type { NoticeEmission } from '../../../shared/model/emissions.ts';
import { type Read, readBytes } from './reading.ts';

const read = (text: string | Buffer): Promise<Read> => readBytes(text, { name: 'mail/inbox.mbox' }, ADAPTERS);
const notices = (r: Read): NoticeEmission[] => r.facts.map((f) => JSON.parse(f.body) as NoticeEmission);
const at = (t: number | undefined): string | undefined => (t === undefined ? undefined : formatInstant(t as never).slice(0, 19));

const RESET = `From iam@halden.example Thu Mar  5 13:01:00 2026
Return-Path: <iam@halden.example>
Delivered-To: m.lindqvist@halden.example
Received: from mx.halden.example (mx [10.0.0.2]) by box.halden.example with LMTP;
\tThu, 5 Mar 2026 14:01:05 +0100
Received: from iam.halden.example by mx.halden.example; Thu, 05 Mar 2026 13:01:01 GMT
From: "=?UTF-8?Q?Identit=C3=A9?=, IAM" <iam@halden.example>
To: =?iso-8859-1?B?TWlhIExpbmRxdmlzdA==?= <m.lindqvist@halden.example>,
 SOC: soc@halden.example, "a, b" <ab@halden.example>;
Subject: =?UTF-8?B?w4ljcmFu?= password
 =?utf-8?q?was_reset?=
Date: Thu, 05 Mar 2026 08:01:00 EST
Message-ID: <m1@halden.example>
References: <inc-1@halden.example> <inc-2@halden.example>
X-Event-Id: ev-001
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="=_b"

--=_b
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Your password was reset by r.=E5alto.
From here on nothing is a new message.
>From the archive, quoted once.
--=_b
Content-Type: application/pdf
Content-Disposition: attachment; filename*0*=UTF-8''r%C3%A9; filename*1="port.pdf"
Content-Transfer-Encoding: base64

JVBERi0x
--=_b--
`;
const PLAIN = `From - Thu Mar  5 14:00:00 2026
From: a@halden.example
To: b@halden.example
Date: 5 Mar 26 14:03 +0100
Subject: short
Message-ID: <m2@halden.example>

Text.
`;

describe('a mailbox', () => {
  const box = `${RESET}\n${PLAIN}`;
  test('gives a record a message, verbatim with its line, and a notice with what the message says', async () => {
    const r = await read(box);
    expect(r.head).toMatchObject({ format: 'mbox', adapter: 'mail', channels: ['mail'] });
    expect(r.rows.map((x) => [x.line, x.status])).toEqual([
      [1, 'accepted'],
      [RESET.split('\n').length + 1, 'accepted'],
    ]);
    expect(r.texts).toEqual([RESET.trimEnd(), PLAIN.trimEnd()]);
    const [sent, delivered, second] = notices(r);
    expect(sent).toMatchObject({
      noticeId: 'm1@halden.example',
      sender: 'iam@halden.example',
      recipients: ['email:m.lindqvist@halden.example', 'email:soc@halden.example', 'email:ab@halden.example'],
      subject: 'Écran password was reset',
      body: expect.stringContaining('reset by r.åalto.\nFrom here on nothing is a new message.\nFrom the archive, quoted once.'),
      status: 'sent',
      relatedIds: ['m1@halden.example', 'inc-1@halden.example', 'inc-2@halden.example', 'ev-001'],
    });
    expect(at(sent?.sentAt)).toBe('2026-03-05T13:01:00');
    expect(delivered).toMatchObject({ noticeId: 'm1@halden.example', recipients: ['email:m.lindqvist@halden.example'], status: 'delivered' });
    expect(at(delivered?.statusAt)).toBe('2026-03-05T13:01:05');
    expect(second).toMatchObject({ recipients: ['email:b@halden.example'], status: 'sent' });
    expect(at(second?.sentAt)).toBe('2026-03-05T13:03:00');
    expect(notices(r)).toHaveLength(3);
  });

  test('however its bytes are cut, the same records come out of it', async () => {
    const bytes = Buffer.from(`\n${box}\n${PLAIN.replaceAll('\n', '\r\n')}\r\n${RESET}`);
    const split = async (cuts: readonly number[]): Promise<string[]> => {
      const out: string[] = [];
      const splitter = new MailSplitter(
        {
          record: (b, s, e, from, line, data) => out.push(`${from}+${e - s} ${line} ${b.toString('latin1', s, e)} ${JSON.stringify(data)}`),
          rejected: (_b, _s, from, size, line, reason) => out.push(`${from}+${size} ${line} ${reason}`),
          warn: (slug) => out.push(slug),
        },
        true,
      );
      let from = 0;
      for (const cut of [...cuts, bytes.length]) {
        splitter.push(Buffer.from(bytes.subarray(from, cut)));
        await splitter.settled();
        from = cut;
      }
      splitter.end(false);
      await splitter.settled();
      return out;
    };
    const whole = await split([]);
    expect(whole).toHaveLength(4);
    expect(await split(Array.from(bytes.keys()).slice(1))).toEqual(whole);
    for (const step of [7, 64, 500]) expect(await split(Array.from({ length: Math.floor(bytes.length / step) }, (_, i) => i * step))).toEqual(whole);
  });

  test('a body that is as long as its Content-Length says is whole, whatever it looks like; a length that is wrong is passed over', async () => {
    const inner = `See:\n\nFrom x@y.example Thu Mar  5 14:00:00 2026\nSubject: quoted\n\nend\n`;
    const message = (length: number): string => PLAIN.replace('Text.\n', inner).replace('\n\n', `\nContent-Length: ${length}\n\n`);
    expect((await read(`${message(inner.length)}\n${PLAIN}`)).texts).toHaveLength(2);
    expect((await read(`${message(7)}\n${PLAIN}`)).texts).toHaveLength(3);
    expect((await read(message(inner.length))).texts).toHaveLength(1);
    expect((await read(message(99_999))).texts).toHaveLength(2);
  });

  test('a message that is torn off by the end of a damaged file is rejected as that, and the others stay', async () => {
    const { gzipSync } = await import('node:zlib');
    const packed = gzipSync(
      `${box}\n${PLAIN.replace('Text.', Buffer.from(Array.from({ length: 3000 }, (_, i) => ((i * 7919) % 95) + 32)).toString('latin1'))}`,
    );
    const r = await read(packed.subarray(0, packed.length - 900));
    expect(r.end.stopped).toBeDefined();
    expect(r.rows.map((x) => x.status)).toEqual(['accepted', 'accepted', 'rejected']);
  });

  test('a message without an id is a notice of its own; one that nests without end is rejected', async () => {
    const r = await read(`${PLAIN.replace(/Message-ID.*\n/, '')}\n${PLAIN}`);
    expect(notices(r).map((n) => n.noticeId)).toEqual(['mail/inbox.mbox message 1', 'm2@halden.example']);
    let deep = 'Content-Type: multipart/mixed; boundary=b0\n\n';
    for (let i = 1; i < 300; i++) deep += `--b${i - 1}\nContent-Type: multipart/mixed; boundary=b${i}\n\n`;
    const nested = await read(`${PLAIN.replace('\n\nText.\n', `\n${deep}`)}\n${PLAIN}`);
    expect(nested.rows.map((x) => x.status)).toEqual(['rejected', 'accepted']);
  });
});

describe('a message in a file of its own', () => {
  test('with an HTML body is read by its words: no tags, no styles, no comments, entities decoded', async () => {
    const r = await read(
      'Received: by mx.halden.example; Thu, 5 Mar 2026 13:00:02 +0000\nFrom: iam@halden.example\nTo: undisclosed-recipients:;\nBcc: soc@halden.example\nSubject: x\nDate: Thu, 5 Mar 2026 13:00:00 +0000 (UTC)\nMessage-Id: <h1@halden.example>\nContent-Type: text/html; charset=windows-1252\n\n<head><title>t</title><style>p{x}</style></head><!-- <p>not shown</p> --><P>API&nbsp;key &#x2014; rotated \x93now\x94</P><script>alert(1)</script>',
    );
    expect(r.head).toMatchObject({ format: 'eml', adapter: 'mail' });
    expect(notices(r)).toMatchObject([
      { recipients: ['email:soc@halden.example'], status: 'sent', body: expect.stringMatching(/^API key — rotated/) },
    ]);
    expect(JSON.stringify(notices(r))).not.toMatch(/not shown|alert|p\{x\}/);
  });

  const report = (parts: string): string => `From: MAILER-DAEMON@mx.example
To: iam@halden.example
Subject: Undelivered Mail Returned to Sender
Date: Thu, 5 Mar 2026 13:05:00 +0000
Message-ID: <dsn1@mx.example>
Content-Type: multipart/report; report-type=delivery-status; boundary=r

--r

It did not go through: password reset.

${parts}
--r--
`;
  const ORIGINAL = `--r
Content-Type: message/rfc822

From: IAM <iam@halden.example>
Message-ID: <m1@halden.example>
Subject: Your password
  was reset

body`;

  test('a bounce says what became of the message that bounced, for each recipient, and is no notice itself', async () => {
    const r = await read(
      report(`--r
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Thu, 5 Mar 2026 13:01:00 +0000

Final-Recipient: rfc822; gone@halden.example
Action: failed
Status: 5.1.1
Last-Attempt-Date: Thu, 5 Mar 2026 13:04:00 +0000

Final-Recipient: rfc822;there@halden.example
Action: delivered

Final-Recipient: rfc822;slow@halden.example
Action: delayed

${ORIGINAL}`),
    );
    expect(notices(r)).toMatchObject([
      {
        noticeId: 'm1@halden.example',
        recipients: ['email:gone@halden.example'],
        status: 'failed',
        subject: 'Your password was reset',
        sender: 'iam@halden.example',
      },
      { noticeId: 'm1@halden.example', recipients: ['email:there@halden.example'], status: 'delivered' },
    ]);
    expect(notices(r).map((n) => at(n.statusAt))).toEqual(['2026-03-05T13:04:00', '2026-03-05T13:05:00']);
  });

  test('a read receipt says who saw it', async () => {
    const r = await read(
      report(`--r
Content-Type: message/disposition-notification

Final-Recipient: rfc822;m.lindqvist@halden.example
Original-Message-ID: <m1@halden.example>
Disposition: manual-action/MDN-sent-manually; displayed
`),
    );
    expect(notices(r)).toMatchObject([{ noticeId: 'm1@halden.example', recipients: ['email:m.lindqvist@halden.example'], status: 'seen' }]);
  });

  test('a bounce that names no message is ignored with the reason; one of Exim answers the message', async () => {
    const unknown = await read(
      report('--r\nContent-Type: message/delivery-status\n\nReporting-MTA: x\n\nFinal-Recipient: rfc822;a@b.example\nAction: failed\n'),
    );
    expect(unknown.rows.map((x) => x.reason)).toEqual(['report-on-an-unknown-message']);
    const exim = await read(
      PLAIN.replace('From - Thu Mar  5 14:00:00 2026\n', 'X-Failed-Recipients: gone@halden.example\nIn-Reply-To: <m1@halden.example>\n'),
    );
    expect(notices(exim)).toMatchObject([{ noticeId: 'm1@halden.example', recipients: ['email:gone@halden.example'], status: 'failed' }]);
  });
});

test('a text of names and values, a log that begins with From, and a CSV are no mail', async () => {
  for (const text of ['name: value\nother: thing\n', 'From here to there\nx', 'From,To,Date\na,b,2026-03-05\n', 'Date: today\nSubject: nothing\n\nx'])
    expect((await read(text)).head.format).not.toMatch(/mbox|eml/);
});

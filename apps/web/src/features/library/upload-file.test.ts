import { describe, expect, it } from 'vitest'
import { outcomeOf, refusalOf } from './upload-file.ts'

describe('refusalOf', () => {
  it.each([
    [
      413,
      '{"error":{"message":"Too large","data":{"code":"PAYLOAD_TOO_LARGE"}}}',
      { code: 'PAYLOAD_TOO_LARGE', message: 'Too large' },
    ],
    [
      507,
      '{"error":{"code":"INSUFFICIENT_STORAGE","message":"Disk full"}}',
      { code: 'INSUFFICIENT_STORAGE', message: 'Disk full' },
    ],
    [400, '{"message":"No files"}', { code: '400', message: 'No files' }],
    [502, '<html>Bad gateway</html>', { code: '502', message: null }],
    [500, '', { code: '500', message: null }],
    [500, 'null', { code: '500', message: null }],
  ])('reads a %d with the body %j', (status, body, refusal) => {
    expect(refusalOf(status, body)).toEqual(refusal)
  })
})

describe('outcomeOf', () => {
  it.each([
    [202, '{"documents":[{"id":"d1","title":"a.pdf","status":"queued"}]}', { ok: true, duplicate: false }],
    [
      202,
      '{"documents":[{"id":"d1","title":"a.pdf","status":"indexed","duplicate":true}]}',
      { ok: true, duplicate: true },
    ],
    [
      202,
      '{"documents":[{"id":null,"title":"a.pdf","status":"failed","error":{"code":"EMPTY_FILE","message":"It is empty"}}]}',
      { ok: false, code: 'EMPTY_FILE', message: 'It is empty' },
    ],
    [202, '', { ok: true, duplicate: false }],
    [429, '{"error":{"message":"Later"}}', { ok: false, code: '429', message: 'Later' }],
  ])('reads a %d with the body %j', (status, body, outcome) => {
    expect(outcomeOf(status, body)).toEqual(outcome)
  })
})

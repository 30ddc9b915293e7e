import { expect, test } from 'vitest'
import { ApiError, asApiError, errorReport } from './error'

test("the API's own refusals keep every part, and can be copied whole", async () => {
  const body = {
    error: { code: 'STW1012', title: 'T', message: 'M', hint: 'H', path: 'actions.A', correlationId: 'c-1' },
  }
  const error = await ApiError.from(new Response(JSON.stringify(body), { status: 422 }))
  expect(error).toMatchObject({ status: 422, code: 'STW1012', message: 'M', hint: 'H' })
  expect(errorReport(error)).toBe('STW1012 T\nM\nPath: actions.A\nHint: H\nCorrelation id: c-1')
})

test.each(['<html>Bad gateway</html>', '', '{"error":"text"}', 'null'])(
  'an answer that is no error of ours (%s) is shown too',
  async (text) => {
    const error = await ApiError.from(new Response(text, { status: 502, statusText: 'Bad Gateway' }))
    expect(error).toMatchObject({ status: 502, code: 'HTTP 502', title: 'Bad Gateway' })
    expect(error.message).not.toBe('')
  },
)

test('a fault of the page itself says so', () => {
  expect(asApiError(new TypeError('x is undefined'))).toMatchObject({ code: 'UI', message: 'x is undefined' })
})

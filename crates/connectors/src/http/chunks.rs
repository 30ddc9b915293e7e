//! Content in chunks, for actions whose `contentTransfer` says so. Source: handling large messages with chunking.
//!
//! A body is not sent with the call itself: the target is told how large it is, and says where the chunks go. An answer of status 206
//! is the first chunk of several, and the others are asked for.

use bytes::BytesMut;
use reqwest::{
    Method,
    header::{CONTENT_LENGTH, CONTENT_RANGE, HeaderName, HeaderValue, LOCATION, RANGE},
};
use wdl::Value;

use super::{Answer, Caller, Failure, LARGEST, Request, keyed, malformed, received::Received};

/// The size of a chunk where the target does not say it.
const CHUNK: usize = 8 << 20;
/// A part of the content, as an answer.
const PARTIAL: u16 = 206;
/// How large a chunk may be, as a target says it.
const CHUNK_SIZE: &str = "x-ms-chunk-size";

impl Caller {
    /// As [`call`](Self::call), with the bodies of both in chunks.
    ///
    /// # Errors
    /// As [`call`](Self::call), for any chunk; a target that does not keep to the protocol.
    pub async fn call_in_chunks(&self, inputs: &Value, idempotency_key: &str) -> Result<Answer, Failure> {
        let mut request = keyed(self.request(inputs).await?, idempotency_key)?;
        match request.body.take() {
            Some(body) => self.upload(request, &body).await,
            None => self.download(request).await,
        }
    }

    async fn upload(&self, request: Request, body: &[u8]) -> Result<Answer, Failure> {
        let mut begin = request.clone();
        begin.headers.push((HeaderName::from_static("x-ms-transfer-mode"), HeaderValue::from_static("chunked")));
        begin.headers.push((HeaderName::from_static("x-ms-content-length"), HeaderValue::from(body.len())));
        let mut answer = self.receive(begin).await?;
        let to = match answer.header(LOCATION).and_then(|to| answer.url.join(to).ok()) {
            Some(to) if answer.status < 300 => to,
            None if answer.status < 300 => {
                return Err(strange(format!("{} takes no chunks: it named no `Location` for them", answer.host())));
            }
            _ => return Ok(answer.into()),
        };
        let (mut sent, mut size) = (0, CHUNK);
        while sent < body.len() {
            size = answer.header(CHUNK_SIZE).and_then(|said| said.parse().ok()).unwrap_or(size).clamp(1, LARGEST);
            let end = body.len().min(sent + size);
            let mut part = request.clone().moved(&to).map_err(malformed)?;
            let range = format!("bytes {sent}-{}/{}", end - 1, body.len());
            part.method = Method::PATCH;
            part.headers.push((CONTENT_RANGE, HeaderValue::try_from(range).map_err(|no| malformed(no.to_string()))?));
            part.body = body.get(sent..end).map(<[u8]>::to_vec);
            answer = self.receive(part).await?;
            if answer.status >= 300 {
                break;
            }
            sent = end;
        }
        Ok(answer.into())
    }

    async fn download(&self, request: Request) -> Result<Answer, Failure> {
        let mut first = self.receive(request.clone()).await?;
        let Some((0, total)) = range(&first) else { return Ok(first.into()) };
        let mut all = BytesMut::new();
        all.extend_from_slice(&first.body);
        while all.len() < total {
            let mut next = request.clone();
            let wanted = format!("bytes={}-{}", all.len(), total.min(all.len() + first.body.len().max(1)) - 1);
            next.headers.push((RANGE, HeaderValue::try_from(wanted).map_err(|no| malformed(no.to_string()))?));
            let part = self.receive(next).await?;
            if part.status >= 300 {
                return Ok(part.into());
            }
            if range(&part) != Some((all.len(), total)) || part.body.is_empty() {
                let host = part.host();
                return Err(strange(format!("{host} was asked for the bytes from {} and sent others", all.len())));
            }
            all.extend_from_slice(&part.body);
            if all.len() > LARGEST {
                return Err(part.too_large());
            }
        }
        // The whole is no part.
        first.status = 200;
        first.headers.remove(CONTENT_RANGE.as_str());
        first.headers.insert(CONTENT_LENGTH.as_str(), Value::from(all.len().to_string()));
        first.body = all;
        Ok(first.into())
    }
}

fn strange(what: String) -> Failure {
    let message = format!("{what}. Turn off `contentTransfer` of the action, or look at what the target says.");
    Failure { code: "BadGateway", message, may_retry: false }
}

/// Where a part begins, and how many bytes the whole has.
fn range(answer: &Received) -> Option<(usize, usize)> {
    let said = answer.header(CONTENT_RANGE).filter(|_| answer.status == PARTIAL)?;
    let (part, total) = said.trim().strip_prefix("bytes")?.trim_start_matches(['=', ' ']).split_once('/')?;
    Some((part.split_once('-')?.0.trim().parse().ok()?, total.trim().parse().ok()?))
}

//! stub
use bowline_service::Bowline;
/// stub
pub async fn serve(_app: Bowline, _listener: tokio::net::TcpListener, shutdown: impl Future<Output = ()>) -> std::io::Result<()> { shutdown.await; Ok(()) }

//! Words of the doors: what is said to a request before or beside the page that it asked for.

bowline_core::words! {
    /// Requests that are not served now, or not as they came.
    pub struct DoorWords {
        other_host() { zh: "该网址不是本系统的网址", en: "This is not the address of this site" }
        other_host_text() { zh: "请使用管理员公布的网址。管理员：启动时请用 --public-url 写明对外网址，并让代理转发 Host。", en: "Use the address that your administrator gave you. Administrator: start with --public-url and let the proxy pass Host on." }
        too_slow() { zh: "上传超时", en: "The upload took too long" }
        too_slow_text() { zh: "网络过慢或者中断，本次未保存任何内容；请在网络较好处重新提交，或者分次提交较小的照片。", en: "The connection was too slow or was cut off. Nothing was saved. Submit again where the connection is better, or send smaller photos in batches." }
        too_many_tries(seconds: u64) { zh: "登录尝试过多；请 {seconds} 秒后再试。", en: "Too many sign-in attempts; try again in {seconds} seconds." }
        busy() { zh: "系统繁忙", en: "The system is busy" }
        busy_text() { zh: "当前办理的任务过多，本次未保存任何内容；请稍候片刻再提交。", en: "Too many tasks are running. Nothing was saved. Wait a moment, then submit again." }
        too_fast() { zh: "短时间内上报过多，本次未保存；请稍后再提交。成批上报的，请使用台账导入。", en: "You sent too many reports in a short time. This one was not saved; wait a moment, then submit again. To report in bulk, import a register." }
        one_at_a_time() { zh: "上一项任务尚未完成", en: "Your last task is still running" }
        one_at_a_time_text() { zh: "读取台账、推演等任务每人每次只能办理一项；请待上一项完成后再提交。本次未保存任何内容。", en: "Each person can run one import or rehearsal at a time. Wait until the last one has finished, then submit again. Nothing was saved." }
    }
}

export default function () {
}

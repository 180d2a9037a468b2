"""A network with batch norm, scripted by PyTorch, trained here, and loaded in PyTorch again: the same answers for every
test example; and where the training is plain gradient descent, the parameters PyTorch's own descent comes to.

  torchscript_test.py HUSHED_COMMAND
"""
import files

try:
    import torch
except ImportError:
    files.skip("python3-torch is not installed (scripts/install-deps.sh test)")


class SmallCnn(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(1, 6, 3, padding=1, bias=False)
        self.norm = torch.nn.BatchNorm2d(6)
        self.classes = torch.nn.Linear(6 * 4 * 4, files.CLASSES)

    def forward(self, x):
        x = torch.relu(self.norm(self.conv(x.view(-1, 1, 8, 8))))
        return self.classes(torch.flatten(torch.max_pool2d(x, 2), 1))


def saved_network(folder):
    torch.manual_seed(3)
    network = SmallCnn()
    torch.jit.script(network).save(str(folder.path / "net.pt"))
    return network


def tensors(folder, name):
    rows, labels = files.read_rows(folder.path / name)
    return torch.tensor(rows, dtype=torch.float32), torch.tensor(labels)


def the_trained_network_answers_alike(folder):
    saved_network(folder)
    folder.job('name = "torchscript"\npath = "net.pt"', "workers = 4\nepochs = 6", 'name = "sasg"\nlearning_rate = 0.05')
    summary = folder.hushed("train", "job.toml", "-o", "run")
    said = folder.hushed("predict", "run", "-o", "predictions.csv")
    (folder.path / "net.pt").unlink()  # the run has its own
    assert folder.hushed("evaluate", "run")["metrics"]["test_accuracy"] == said["accuracy"]

    trained = torch.jit.load(str(folder.path / "run/model.pt"))
    images, labels = tensors(folder, "test.csv")
    with torch.no_grad():
        answers = trained(images).argmax(1)
    correct = int((answers == labels).sum())
    print(f"{correct} of {len(labels)} right in PyTorch, {said['correct']} here")
    assert correct == said["correct"] and correct / len(labels) == summary["final"]["test_accuracy"]
    assert 2 / files.CLASSES < correct / len(labels) < 1, "it has learnt, and the test can tell answers apart"
    lines = (folder.path / "predictions.csv").read_text().splitlines()[1:]
    assert [line.split(",") for line in lines] == [
        [str(i), str(int(a)), str(int(b))] for i, (a, b) in enumerate(zip(answers, labels))
    ]
    assert list(trained.state_dict()) == list(SmallCnn().state_dict())
    SmallCnn().load_state_dict(trained.state_dict())


def gradient_descent_is_pytorchs(folder):
    network = saved_network(folder)
    folder.job('name = "torchscript"\npath = "net.pt"', "workers = 1\nbatch = 240\nsteps = 4",
               'name = "sgd"\nlearning_rate = 0.1')
    # 240 rows, so that every batch is all of them, whatever the order.
    rows = (folder.path / "train.csv").read_text().splitlines()[:240]
    (folder.path / "train.csv").write_text("\n".join(rows) + "\n")
    folder.hushed("train", "job.toml", "-o", "descent")
    images, labels = tensors(folder, "train.csv")
    descent = torch.optim.SGD(network.parameters(), lr=0.1)
    for _ in range(4):
        descent.zero_grad()
        torch.nn.functional.cross_entropy(network(images), labels).backward()
        descent.step()
    ours = torch.jit.load(str(folder.path / "descent/model.pt")).state_dict()
    for name, theirs in network.state_dict().items():
        if theirs.is_floating_point():
            # Four steps in float over sums of 240 x 64 terms, added in another order.
            error = (ours[name] - theirs).abs().max().item()
            assert error < 2e-5, f"{name} is off by {error}"


if __name__ == "__main__":
    torch.set_num_threads(1)
    the_trained_network_answers_alike(files.Folder())
    gradient_descent_is_pytorchs(files.Folder())
